import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readInterchanges } from '../edi/read.ts';
import type { Outcome } from '../state/model.ts';
import { Grid, invoiceFile } from '../testing.ts';
import { FILE_FAULTS } from './send.ts';

let grid: Grid;

beforeEach(async () => {
  grid = await Grid.start();
});
afterEach(async () => {
  expect(grid.control.problems()).toEqual([]);
  await grid.close();
});

const HOUR = 3600;
const DAY = 86_400;

/** Every file in the mailbox, by name, with its interchanges. */
async function mailbox() {
  const client = await grid.sftp();
  const names = (await client.list('/outgoing')).map(({ name }) => name);
  const files = [];
  for (const name of names)
    files.push({ name, interchanges: readInterchanges((await client.get(`/outgoing/${name}`)) as Buffer) });
  await client.end();
  return files;
}

const document = async (type: string) =>
  (await grid.find(`filters: [{ field: editype values: [{ value: "${type}" }] }]`)).find(
    (one) => one.transactionlevel === 'Document'
  );

describe('acknowledgements', () => {
  test.each<[Outcome, string[]]>([
    ['accept', ['Accepted/Received', 'Accepted/Received']],
    ['acceptWithErrors', ['Accepted with errors', 'Accepted with errors']],
    ['partial', ['Rejected', 'Accepted/Received']],
    ['reject', ['Rejected', 'Rejected']]
  ])('997 that says %s', async (outcome, statuses) => {
    grid.control.changePartner('TGBUYER', { behaviour: { acknowledge: { afterSeconds: 600, outcome } } });
    await grid.upload('a.edi', invoiceFile({ control: 12, sets: 2 }));
    const acknowledgements = async () =>
      (await grid.find('filters: [{ field: editype values: [{ value: "810" }] }]'))
        .filter(({ transactionlevel }) => transactionlevel === 'Document')
        .map(({ fastatus }) => fastatus);
    await grid.control.advance(60 + 599);
    expect(await acknowledgements()).toEqual(['Waiting for FA', 'Waiting for FA']);
    const before = await document('810');
    await grid.control.advance(1);
    expect(await acknowledgements()).toEqual(statuses);
    expect((await document('810'))?.fastatusdate).not.toBe(before?.fastatusdate);
    const [file] = await mailbox();
    expect(file?.interchanges[0]).toMatchObject({ sender: 'ZZ:TGBUYER', receiver: 'ZZ:TGSELLER', faults: [] });
    expect(file?.interchanges[0]?.sets[0]?.segments[1]).toEqual(['AK1', 'IN', '12']);
  });

  test('none comes: the status times out, and a late one still counts', async () => {
    grid.control.changePartner('TGBUYER', { behaviour: { acknowledge: { afterSeconds: 2 * DAY, outcome: 'accept' } } });
    await grid.upload('a.edi', invoiceFile({ control: 12 }));
    await grid.control.advance(DAY + HOUR);
    expect((await document('810'))?.fastatus).toBe('Timed Out (late FA)');
    await grid.control.advance(DAY);
    expect((await document('810'))?.fastatus).toBe('Accepted/Received');
  });

  test('CONTRL that only says received: fastatus C, which comes back as null with a warning', async () => {
    const { behaviour } = grid.control.partners().find(({ key }) => key === 'EUROMART') ?? {};
    expect(behaviour?.acknowledge?.outcome).toBe('accept');
    grid.control.changePartner('EUROMART', { behaviour: { acknowledge: { afterSeconds: 60, outcome: 'received' } } });
    const invoice = [
      "UNA:+.? '", "UNB+UNOC:3+TGSELLER:ZZ+4012345000009:14+260119:0930+41'", "UNH+1+INVOIC:D:96A:UN'", "BGM+380+RE?+1+9'",
      "RFF+ON:PO-1'", "LIN+1++4012345678901:EN'", "QTY+47:10:PCE'", "UNS+S'", "MOA+77:92.50'", "UNT+8+1'", "UNZ+1+41'"
    ].join('\n'); // prettier-ignore
    await grid.upload('re.edi', invoice);
    await grid.control.advance(121);
    const found = await grid.lens('contentKeyFilters: [{ key: "invoice number" value: "RE+1" }]');
    expect(found.data?.getTransactions.transactions[0]).toMatchObject({
      editype: 'INVOIC',
      status: 'Delivered',
      fastatus: null
    });
    expect(found.errors?.[0]?.extensions).toEqual({ classification: 'Warning' });
    const byCode = await grid.lens('fields: { must: [{ field: fastatus query: "C" }] }');
    expect(byCode.data?.getTransactions.total).toBe(1);
    await grid.control.advance(31 * DAY);
    const types = (await mailbox()).map(({ interchanges }) =>
      interchanges.map((one) => [one.sets[0]?.type, one.faults])
    );
    expect(types).toEqual([[['CONTRL', []]], [['REMADV', []]]]);
  });
});

describe('answers', () => {
  test('a supplier answers an order: 997, 855, 856, 810, with numbers that are right and rise', async () => {
    await grid.upload('po.edi', orderFile);
    const arrived: [number, string[]][] = [[60 + 300, ['997']], [HOUR, ['855', '997']], [DAY - HOUR, ['855', '856', '997']], [2 * HOUR, ['810', '855', '856', '997']]]; // prettier-ignore
    for (const [seconds, types] of arrived) {
      await grid.control.advance(seconds);
      const files = await mailbox();
      expect(files.map(({ interchanges }) => interchanges[0]?.sets[0]?.type).toSorted()).toEqual(types);
      expect(files.flatMap(({ interchanges }) => interchanges.flatMap(({ faults }) => faults))).toEqual([]);
    }
    const files = await mailbox();
    const numbers = files
      .flatMap(({ interchanges }) => interchanges.map(({ controlNumber }) => controlNumber))
      .toSorted();
    expect(numbers).toEqual(['000000001', '000000002', '000000003', '000000004']);
    const invoice = files.find(({ name }) => name.includes('-810-'))?.interchanges[0]?.sets[0]?.segments;
    expect(invoice?.find(([tag]) => tag === 'BIG')?.[4]).toBe('PO-500');
    // 10 × 9.25 + 4 × 2.50
    expect(invoice?.find(([tag]) => tag === 'TDS')?.[1]).toBe('10250');
  });

  test('a buyer pays an invoice and receives a shipment, a carrier reports, as their behaviour says', async () => {
    grid.control.changePartner('TGBUYER', {
      behaviour: {
        reactions: [
          { on: '810', send: '820', afterSeconds: DAY, outcome: 'short' },
          { on: '810', send: '824', afterSeconds: HOUR, outcome: 'reject' },
          { on: '810', send: '214', afterSeconds: 2 * HOUR, from: 'FASTFREIGHT' }
        ]
      }
    });
    await grid.upload('a.edi', invoiceFile({ control: 1, invoice: 'INV-9' }));
    await grid.control.advance(2 * DAY);
    const sets = (await mailbox()).flatMap(({ interchanges }) =>
      interchanges.map((one) => [one.sender, one.sets[0]] as const)
    );
    const of = (type: string) => sets.find(([, set]) => set?.type === type);
    const segment = (type: string, tag: string) => of(type)?.[1]?.segments.find(([name]) => name === tag);
    // 95 % of 92.50
    expect(segment('820', 'RMR')).toEqual(['RMR', 'IV', 'INV-9', '', '87.88', '92.50', '4.63']);
    expect(segment('824', 'OTI')?.slice(0, 4)).toEqual(['OTI', 'TR', 'IV', 'INV-9']);
    expect(of('214')?.[0]).toBe('02:FSTF');
  });

  test('a silent partner does nothing at all', async () => {
    grid.control.changePartner('TGBUYER', { behaviour: { silent: true } });
    await grid.upload('a.edi', invoiceFile({ control: 1 }));
    await grid.control.advance(60 * DAY);
    expect(await mailbox()).toEqual([]);
    expect(await document('810')).toMatchObject({ status: 'Delivered', fastatus: 'Timed Out (late FA)' });
  });

  test('the same seed sends the same orders, another seed others', async () => {
    const lines = async (name: string) =>
      (await mailbox())
        .find((file) => file.name === name)
        ?.interchanges[0]?.sets[0]?.segments.filter(([tag]) => tag === 'PO1');
    const send = async () =>
      (await grid.control.send('TGBUYER', { type: '850', purchaseOrder: 'PO-1', lines: 3 }))[0]?.file ?? '';
    const first = await lines(await send());
    expect(first).toHaveLength(3);
    expect(await lines(await send())).toEqual(first);
    grid.control.changeSettings({ seed: 2 });
    expect(await lines(await send())).not.toEqual(first);
  });
});

describe('faulty files', () => {
  test.each(FILE_FAULTS)('%s is as wrong as it says', async (fault) => {
    await grid.control.send('TGBUYER', { type: '850', purchaseOrder: 'PO-1', fault });
    const [file] = await mailbox();
    const [interchange] = file?.interchanges ?? [];
    const segments = interchange?.sets[0]?.segments ?? [];
    const envelope: Record<string, RegExp> = {
      wrongCount: /SE of set/,
      wrongControlNumber: /IEA02/,
      truncated: /cut off/
    };
    if (fault === 'garbage') expect(interchange).toBeUndefined();
    else if (envelope[fault]) expect(interchange?.faults.join()).toMatch(envelope[fault]);
    else expect(interchange?.faults).toEqual([]);
    if (fault === 'missingSegment') expect(segments.map(([tag]) => tag)).not.toContain('BEG');
    if (fault === 'badCode') expect(segments[1]?.[1]).toBe('Q9');
    if (fault === 'badDate') expect(segments[1]?.[5]).toBe('20261399');
    if (fault === 'unknownReceiver') expect(interchange?.receiver).toBe('ZZ:NOBODY');
  });

  test('what a partner does not send is refused with what it sends', async () => {
    await expect(grid.control.send('EUROMART', { type: '850' })).rejects.toThrow(
      'EUROMART speaks EDIFACT and sends ORDERS'
    );
    await expect(grid.control.send('NOBODY', { type: '850' })).rejects.toThrow('there are TGBUYER');
  });
});

const orderFile = [
  'ISA*00*          *00*          *ZZ*TGSELLER       *ZZ*TGINITECH      *260119*0930*U*00401*000000021*0*P*>',
  'GS*PO*TGSELLER*TGINITECH*20260119*0930*21*X*004010', 'ST*850*0001', 'BEG*00*SA*PO-500**20260119',
  'PO1*1*10*EA*9.25**VN*AB3542', 'PO1*2*4*EA*2.5**VN*RD5322', 'CTT*2', 'SE*6*0001', 'GE*1*21', 'IEA*1*000000021'
].map((segment) => `${segment}~`).join(''); // prettier-ignore
