import { describe, expect, test } from '@jest/globals';
import { findingsOf, inspectBytes } from '../../testing/read-edi.ts';
import { acknowledge, type AcknowledgementForm } from './acknowledge.ts';

const AT = new Date('2026-01-06T07:08:00Z');

/** An interchange of one 850 of one line, with an element or segment changed. */
function order(change: (segments: string[]) => string[], version = '004010'): string {
  const body = change(['ST*850*0001', 'BEG*00*SA*PO-1**20260105', 'CUR*BY*USD', 'PO1*1*5*EA*9.50**VN*A-1', 'CTT*1']);
  const isa =
    'ISA*00*          *00*          *ZZ*A              *ZZ*B              *260105*0930*^*00501*000000001*0*P*>';
  const segments = [isa, `GS*PO*A*B*20260105*0930*1*X*${version}`, ...body, `SE*${body.length + 1}*0001`, 'GE*1*1'];
  return [...segments, 'IEA*1*000000001'].map((segment) => `${segment}~\n`).join('');
}

const changed = (from: string, to: string) => (segments: string[]) =>
  segments.map((segment) => (segment === from ? to : segment));
const CUR = 'CUR*BY*USD';
const partner = { standard: 'X12', type: '850' };

/** The segments of an acknowledgement that tell faults. */
function told(text: string, form: AcknowledgementForm, overlays: unknown[] = []): string[] {
  const inspection = inspectBytes(Buffer.from(text, 'latin1'), overlays);
  const [written = ''] = acknowledge(inspection, { controlNumber: '1', at: AT, detail: true }, form);
  expect(findingsOf(inspectBytes(Buffer.from(written, 'latin1')))).toEqual([]);
  return written.split('~\n').filter((segment) => /^(AK[345]|IK[345]|TA1)/.test(segment));
}

describe('faults in 997 and 999', () => {
  const cases: [what: string, text: string, overlay: object | null, as997: string[], as999: string[]][] = [
    [
      'an element that the standard does not have',
      order(changed('CTT*1', 'CTT*1*******7')),
      null,
      ['AK3*CTT*5*CTT*8', 'AK4*8**3*7', 'AK5*E*5'],
      ['IK3*CTT*5*CTT*8', 'IK4*8**3*7', 'IK5*E*5']
    ],
    [
      'an element that the partner does not use',
      order((segments) => segments),
      { segments: { CUR: { '2': 'N ID 3/3 currency' } } },
      ['AK3*CUR*3**8', 'AK4*2**3*USD', 'AK5*E*5'],
      ['IK3*CUR*3**8', 'IK4*2**I10*USD', 'IK5*E*I5']
    ],
    [
      'a code that the partner does not use',
      order((segments) => segments),
      { segments: { CUR: { '2': { element: 'M ID 3/3 currency', codes: ['EUR'] } } } },
      ['AK3*CUR*3**8', 'AK4*2**7*USD', 'AK5*E*5'],
      ['IK3*CUR*3**8', 'IK4*2**I6*USD', 'IK5*E*I5']
    ],
    [
      'a segment that the partner does not use',
      order((segments) => segments),
      { use: { CUR: 'N' } },
      ['AK3*CUR*3**2', 'AK5*E*5'],
      ['IK3*CUR*3**I4', 'IK5*E*I5']
    ],
    [
      'a segment that the partner expects',
      order((segments) => segments),
      { expect: [{ segment: 'N1', where: '1=ST', name: 'ship-to location' }] },
      ['AK3*N1*6**3', 'AK5*E*5'],
      ['IK3*N1*6**I6', 'IK5*E*I5']
    ],
    [
      'a segment of another document',
      order(changed(CUR, 'BIG*20260105*1')),
      null,
      ['AK3*BIG*3**6', 'AK5*E*5'],
      ['IK3*BIG*3**6', 'IK5*E*5']
    ],
    [
      'a segment that nobody knows',
      order(changed(CUR, 'QQQ*1')),
      null,
      ['AK3*QQQ*3**1', 'AK5*E*5'],
      ['IK3*QQQ*3**1', 'IK5*E*5']
    ],
    [
      'a number that is none, beside a code that is not used',
      order(changed('PO1*1*5*EA*9.50**VN*A-1', 'PO1*1*five*EA*9.50**VN*A-1')),
      { segments: { PO1: { '3': { element: 'O ID 2/2 unit', codes: ['CS'] } } } },
      ['AK3*PO1*4*PO1*8', 'AK4*2**6*five', 'AK4*3**7*EA', 'AK5*E*5'],
      ['IK3*PO1*4*PO1*8', 'IK4*2**6*five', 'IK4*3**I6*EA', 'IK5*E*5']
    ],
    ['a wrong count', order((segments) => segments).replace('SE*6', 'SE*7'), null, ['AK5*R*4'], ['IK5*R*4']],
    ['a set that has no control number', order(changed('ST*850*0001', 'ST*850*')), null, [], []]
  ];

  test.each(cases)('%s', (_what, text, overlay, as997, as999) => {
    const overlays = overlay ? [{ ...partner, ...overlay }] : [];
    expect(told(text, '997', overlays)).toEqual(as997);
    expect(told(text, '999', overlays)).toEqual(as999);
  });

  test('repetitions and components have codes of their own since 005010', () => {
    const repeated = (segments: string[]) => segments.toSpliced(4, 0, 'MEA*WT*G*5*LB^KG');
    const [old] = told(order(repeated), '997').slice(1);
    const [since] = told(order(repeated, '005010'), '997').slice(1);
    expect([old, since]).toEqual(['AK4*4**3', 'AK4*4**12']);
    expect(told(order(repeated, '005010'), '999')).toEqual(['IK3*MEA*5*PO1*8', 'IK4*4**12', 'IK5*E*5']);
  });
});

test('a group is told with the count that it states and the one that came, a set with its convention', () => {
  const sound = order(changed('ST*850*0001', 'ST*850*0001*005010X999'), '005010');
  const closed = (text: string, form: AcknowledgementForm) => {
    const inspection = inspectBytes(Buffer.from(text, 'latin1'));
    const [written = ''] = acknowledge(inspection, { controlNumber: '1', at: AT, detail: true }, form);
    expect(findingsOf(inspectBytes(Buffer.from(written, 'latin1')))).toEqual([]);
    return written.split('~\n').filter((segment) => /^AK[29]/.test(segment));
  };
  expect(closed(sound, '999')).toEqual(['AK2*850*0001*005010X999', 'AK9*A*1*1*1']);
  expect(closed(sound, '997')).toEqual(['AK2*850*0001', 'AK9*A*1*1*1']);
  expect(closed(sound.replace('GE*1', 'GE*3'), '997')).toEqual(['AK2*850*0001', 'AK9*R*3*1*0*5']);
});

test('what is wrong with an interchange is told by TA1', () => {
  const sound = order((segments) => segments);
  expect(told(sound, 'TA1')).toEqual(['TA1*000000001*260105*0930*A*000']);
  expect(told(sound.replace('IEA*1', 'IEA*2'), 'TA1')).toEqual(['TA1*000000001*260105*0930*R*021']);
  expect(told(sound.replace('IEA*1*000000001', 'IEA*1*000000002'), 'TA1')).toEqual(['TA1*000000001*260105*0930*R*001']);
  expect(told(sound.replace(/IEA.*\n/, ''), 'TA1')).toEqual(['TA1*000000001*260105*0930*R*023']);
  expect(told(sound.replace('*A              *', '*A             *'), 'TA1')).toEqual([
    'TA1*000000001*260105*0930*E*022'
  ]);
});
