import { components, type Interchange } from '../../edi/read.ts';
import type { SetBody } from '../../edi/write.ts';
import type { Outcome } from '../../state/model.ts';

/** GS01 of a group by the type of its sets, which AK101 repeats. */
const FUNCTIONAL_IDS: Record<string, string> = {
  '810': 'IN', '820': 'RA', '824': 'AG', '850': 'PO', '855': 'PR', '856': 'SH', '860': 'PC', '861': 'RC', '865': 'CA'
}; // prettier-ignore

/** Which sets are rejected: all of them, or with `partial` the first one only. */
const isRejected = (outcome: Outcome, index: number) => outcome === 'reject' || (outcome === 'partial' && index === 0);

/** 997 sets for the groups of an X12 interchange, one a group. */
export function functionalAcknowledgements(of: Interchange, outcome: Outcome): SetBody[] {
  const groups = Map.groupBy(of.sets, ({ groupControlNumber }) => groupControlNumber);
  return [...groups].map(([group, sets]) => {
    const responses = sets.map(({ type, controlNumber }, index) => {
      const rejected = isRejected(outcome, index);
      const withErrors = rejected || outcome === 'acceptWithErrors';
      return {
        rejected,
        segments: [
          ['AK2', type, controlNumber],
          ...(withErrors ? [['AK3', 'N1', 2, '', '8'], ['AK4', 2, '', rejected ? '1' : '7']] : []),
          ['AK5', rejected ? 'R' : withErrors ? 'E' : 'A', withErrors ? '5' : '']
        ]
      }; // prettier-ignore
    });
    const rejected = responses.filter((response) => response.rejected).length;
    const some = rejected > 0 && rejected < sets.length;
    const code = some ? 'P' : rejected > 0 ? 'R' : outcome === 'acceptWithErrors' ? 'E' : 'A';
    return {
      type: '997',
      segments: [
        ['AK1', FUNCTIONAL_IDS[sets[0]?.type ?? ''] ?? 'ZZ', group],
        ...responses.flatMap(({ segments }) => segments),
        ['AK9', code, sets.length, sets.length, sets.length - rejected]
      ]
    };
  });
}

/** The CONTRL for an EDIFACT interchange: action 7 accepts, 4 rejects, 8 only says that it was received. */
export function control(of: Interchange, outcome: Outcome): SetBody {
  const party = (address: string) => address.split(':').toReversed().join(':');
  const action = outcome === 'received' ? '8' : outcome === 'reject' ? '4' : '7';
  const messages = of.sets.map(({ segments, controlNumber }, index) => {
    const identifier = components(segments[0]?.[2], of).slice(0, 4).join(':');
    const rejected = isRejected(outcome, index);
    return ['UCM', controlNumber, identifier, rejected ? '4' : '7', ...(rejected ? ['29'] : [])];
  });
  return {
    type: 'CONTRL',
    segments: [
      ['UCI', of.controlNumber, party(of.sender), party(of.receiver), action],
      ...(outcome === 'received' ? [] : messages)
    ]
  };
}
