import type { Behaviour, Partner, Reaction } from '../state/model.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

const reaction = (on: string, send: string, afterSeconds: number): Reaction => ({ on, send, afterSeconds });

const REACTIONS: Record<Partner['role'], Record<Partner['standard'], Reaction[]>> = {
  buyer: {
    X12: [reaction('856', '861', 2 * DAY), reaction('810', '820', 30 * DAY)],
    EDIFACT: [reaction('DESADV', 'RECADV', 2 * DAY), reaction('INVOIC', 'REMADV', 30 * DAY)]
  },
  supplier: {
    X12: [reaction('850', '855', HOUR), reaction('850', '856', DAY), reaction('850', '810', DAY + HOUR)],
    EDIFACT: [
      reaction('ORDERS', 'ORDRSP', HOUR),
      reaction('ORDERS', 'DESADV', DAY),
      reaction('ORDERS', 'INVOIC', DAY + HOUR)
    ]
  },
  carrier: { X12: [], EDIFACT: [] }
};

/** What a partner does unless it is told otherwise: it acknowledges within minutes and answers in business time. */
export function defaultBehaviour(role: Partner['role'], standard: Partner['standard']): Behaviour {
  return {
    silent: false,
    unreachable: false,
    acknowledge: { afterSeconds: 300, outcome: 'accept' },
    reactions: REACTIONS[role][standard]
  };
}
