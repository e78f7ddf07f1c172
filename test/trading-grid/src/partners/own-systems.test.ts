import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readInterchanges } from '../edi/read.ts';
import { Grid } from '../testing.ts';
import { businessOf } from './business.ts';
import type { OwnDocument } from './own-systems.ts';

const MAILBOX = 'tgseller';
const DAY = 86_400;
let grid: Grid;
let copies: string;

beforeEach(async () => {
  copies = await mkdtemp(path.join(os.tmpdir(), 'tgrid-copies-'));
  grid = await Grid.start({}, { copies });
});
afterEach(async () => {
  expect(grid.control.problems()).toEqual([]);
  await grid.close();
  await rm(copies, { recursive: true, force: true });
});

const send = (document: Omit<OwnDocument, 'transactionId'>) =>
  grid.control.sendOwn(MAILBOX, {
    transactionId: grid.control.orders(MAILBOX)[0]?.transactionId ?? '',
    ...document
  });

/** What the copy of a file says of the business. */
async function copied(fileName: string) {
  const [interchange] = readInterchanges(await readFile(path.join(copies, fileName)));
  const [set] = interchange?.sets ?? [];
  if (!interchange || !set) throw new Error(`${fileName} holds nothing`);
  return { interchange, set, business: businessOf(set, interchange) };
}

test.each<[string, string, Record<'answer' | 'shipNotice' | 'invoice', string>]>([
  ['GLOBEX', '850', { answer: '855', shipNotice: '856', invoice: '810' }],
  ['EUROMART', 'ORDERS', { answer: 'ORDRSP', shipNotice: 'DESADV', invoice: 'INVOIC' }]
])('an order of %s is answered, shipped and invoiced in its standard', async (partner, type, types) => {
  const [sent] = await grid.control.send(partner, { type, lines: 2 });
  expect(grid.control.orders(MAILBOX)).toMatchObject([{ purchaseOrder: sent?.reference }]);
  for (const kind of ['answer', 'shipNotice', 'invoice'] as const) {
    const { fileName, reference } = await send({ kind });
    const { set, business } = await copied(fileName);
    expect(set.type).toBe(types[kind]);
    expect(business.purchaseOrder).toBe(sent?.reference);
    if (kind !== 'answer') expect(business.reference).toBe(reference);
  }
  expect(await readdir(copies)).toHaveLength(3);
  await grid.control.advance(DAY);
  const received = await grid.control.received(partner);
  expect(received.flatMap(({ sets }) => sets.map((set) => set.type))).toEqual(Object.values(types));
  expect(grid.control.accepted(MAILBOX).map(({ accepted, duplicates }) => [accepted, duplicates])).toEqual(
    received.map(() => [1, 0])
  );
});

test('less is shipped, later, and more is asked for it', async () => {
  await grid.control.send('GLOBEX', { type: '850', lines: 1 });
  const sound = await copied((await send({ kind: 'invoice' })).fileName);
  const [line] = sound.business.lines;
  const shipped = await copied((await send({ kind: 'shipNotice', isShort: true, daysLater: 20 })).fileName);
  expect(shipped.business.lines[0]?.quantity).toBeLessThan(line?.quantity ?? 0);
  const leaves = shipped.set.segments.find(([tag, code]) => tag === 'DTM' && code === '011')?.[2];
  const expected = new Date(Date.parse(grid.control.clock().now) + 20 * DAY * 1000);
  expect(leaves).toBe(expected.toISOString().slice(0, 10).replaceAll('-', ''));
  const dear = await copied((await send({ kind: 'invoice', isOvercharged: true })).fileName);
  expect(dear.business.lines[0]?.price).toBeCloseTo((line?.price ?? 0) * 1.1, 1);
  expect(dear.business.total).toBeGreaterThan(sound.business.total ?? Infinity);
});

test('a partner pays the invoice that it got', async () => {
  await grid.control.send('GLOBEX', { type: '850', lines: 1 });
  const { reference } = await send({ kind: 'invoice' });
  await grid.control.advance(31 * DAY);
  const keys = (await grid.find('filters: [{ field: editype values: [{ value: "820" }] }]')).flatMap(
    ({ contentkeys }) => contentkeys?.map(({ value }) => value) ?? []
  );
  expect(keys).toContain(reference);
});

test('there is nothing to send about an order that never came', async () => {
  await expect(grid.control.sendOwn(MAILBOX, { transactionId: 'none', kind: 'invoice' })).rejects.toThrow(
    'There is no order none.'
  );
  expect(grid.control.orders('other')).toEqual([]);
});
