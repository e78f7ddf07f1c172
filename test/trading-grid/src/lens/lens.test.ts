import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Grid, invoiceFile } from '../testing.ts';

let grid: Grid;
const times: string[] = [];

/** Three orders a minute apart, then an invoice of ours that is refused and one that is accepted. */
beforeAll(async () => {
  grid = await Grid.start();
  for (const purchaseOrder of ['CV-1', 'CV-2', 'XY-3']) {
    await grid.control.send('TGBUYER', { type: '850', purchaseOrder });
    // Surely behind what was sent, whose time may be this very millisecond.
    await grid.control.advance(1);
    times.push(grid.control.clock().now);
    await grid.control.advance(60);
  }
  await grid.upload('bad.edi', invoiceFile({ control: 1, receiver: 'NOBODY' }));
  await grid.upload('good.edi', invoiceFile({ control: 2, receiver: 'TGGLOBEX', invoice: 'INV-2' }));
});
afterAll(() => grid.close());

const orders = async (query: string) =>
  (await grid.find(query))
    .filter(({ transactionlevel, editype }) => transactionlevel === 'Document' && editype === '850')
    .flatMap(({ contentkeys }) => contentkeys?.find(({ key }) => key === 'purchase order number')?.value ?? []);
const total = async (query: string) => {
  const { data, errors } = await grid.lens(query);
  return errors?.[0]?.message ?? data?.getTransactions.total;
};

test('the whole network has one state: three entries an order, two for what was refused, three for what was not', async () => {
  expect(await total('')).toBe(3 * 3 + 2 + 3);
});

describe('conditions', () => {
  test('ranges include both ends and are for times', async () => {
    expect(await orders(`ranges: { field: arrivaltime from: "${times[0]}" to: "${times[1]}" }`)).toEqual(['CV-2']);
    expect(
      await orders(`ranges: [{ field: arrivaltime to: "${times[1]}" } { field: statusdate to: "${times[2]}" }]`)
    ).toEqual(['CV-1', 'CV-2']);
    expect(await total('ranges: { field: insize from: "1" }')).toBe('No numeric filters are available.');
    expect(await total('ranges: { field: editype from: "1" }')).toContain('is no time');
    expect(await total('ranges: { field: statusdate from: "yesterday" }')).toContain('no ISO 8601 time');
  });

  test('content keys, with wildcards; all of them must fit', async () => {
    const { data } = await grid.lens('contentKeyFilters: [{ key: "Purchase Order Number" value: "cv*" }]');
    expect(data?.getTransactions.total).toBe(2);
    expect(
      await total(
        'contentKeyFilters: [{ key: "purchase order number" value: "CV-1" } { key: "invoice number" value: "*" }]'
      )
    ).toBe(0);
  });

  test('content keys come back only to those who pass contentKeyFilters, and only those that are named', async () => {
    const keys = async (query: string, field: string) =>
      (
        await grid.lens(
          `${query} fields: { must: [{ field: transactionlevel query: "Document" }, { field: editype query: "810" }] }`,
          field
        )
      ).data?.getTransactions.transactions.map(({ contentkeys }) => contentkeys?.map(({ key }) => key));
    expect(await keys('', 'contentkeys { key value }')).toEqual([undefined, undefined]);
    expect(await keys('contentKeyFilters: []', 'contentkeys(names: ["invoice number" "SCAC"]) { key }')).toEqual([
      ['invoice number'],
      ['invoice number']
    ]);
    expect((await keys('contentKeyFilters: []', 'contentkeys { key }'))?.[0]).toContain('total amount');
  });

  test('filters: any of the values, none of those with not; an entry without a value is not excluded', async () => {
    expect(await total('filters: [{ field: editype values: [{ value: "810" } { value: "850" }] }]')).toBe(14);
    expect(await total('filters: [{ field: editype values: [{ not: true value: "850" }] }]')).toBe(5);
    expect(await total('filters: [{ field: errorcode values: [{ not: true value: "-2" }] }]')).toBe(13);
  });

  test('fields: all of must, one of should', async () => {
    const must = 'must: [{ field: transactionlevel query: "Document" }]';
    const should =
      'should: [{ field: receiveraddress query: "ZZ:TGGLOBEX" } { field: senderaddress query: "ZZ:TGBUYER" }]';
    expect(await total(`fields: { ${must} ${should} }`)).toBe(4);
    expect(await total('fields: { must: [{ field: externalerrormessage query: "*" }] }')).toBe(1);
    expect(await total('fields: { should: [] }')).toBe(14);
  });

  test('statuses by code and by word', async () => {
    for (const value of ['V', 'ValidationError', 'validationerror']) {
      expect(await total(`fields: { must: [{ field: status query: "${value}" }] }`)).toBe(2);
    }
    expect(await total('fields: { must: [{ field: fastatus query: "W" }] }')).toBe(1);
  });
});

describe('the search box', () => {
  test.each([
    ['850 AND DOCUMENT', 3],
    ['CV-* AND DOCUMENT', 2],
    ['CV-1 CV-2 XY-3', 3],
    ['Acme', 9],
    ['ZZ?TGBUYER', 9],
    ['status:V OR meta.errorcode:*', 2],
    ['(meta.errorcount:* AND -meta.errorcount:0)', 2],
    ['+850 -CV-1 +document', 2],
    ['NOT 850', 5],
    ['"Purchase Order" AND messagelevel:Document', 3],
    ['"Purchase Or*"', 0],
    ['senderaddress:ZZ\\\\:TGBUYER', 9]
  ])('%s finds %d', async (query, count) => {
    expect(await total(`query: "${query.replaceAll('"', '\\"')}"`)).toBe(count);
  });

  test.each([
    ['status:[A TO B]', 'not emulated: ranges'],
    ['acme~2', 'not emulated: fuzzy terms'],
    ['acme^3', 'not emulated: boosts'],
    ['/ac.e/', 'not emulated: regular expressions'],
    ['(850', 'a bracket that is not closed'],
    ['850 AND', 'ends where a term is expected'],
    ['colour:red', 'There is no field "colour"']
  ])('%s is an error that says what is wrong', async (query, message) => {
    expect(await total(`query: "${query}"`)).toContain(message);
  });
});

describe('order and pages', () => {
  test('sorted, with a page of it', async () => {
    const page = async (query: string) =>
      (await grid.lens(query)).data?.getTransactions.transactions.map(({ transactionid }) => transactionid) ?? [];
    const ascending = await page('count: 1000 sortby: { field: arrivaltime type: ASC }');
    expect(await page('count: 1000')).toEqual(ascending.toReversed());
    expect(await page('count: 4 offset: 3 sortby: { field: arrivaltime type: ASC }')).toEqual(ascending.slice(3, 7));
    expect(await total('count: 1001')).toContain('count is 1 to 1000');
  });

  test('a scroll goes on with every call of the same query, over what was there at first', async () => {
    const crowd = await Grid.start();
    for (let index = 0; index < 350; index += 1)
      await crowd.simulator.mailboxes.deliver('tgseller', `${index}.edi`, Buffer.from(invoiceFile({ control: index })));
    const next = async (query = 'scroll: true sortby: { field: arrivaltime type: ASC }') =>
      (await crowd.lens(query, 'transactionid')).data?.getTransactions;
    const first = await next();
    expect([first?.count, first?.total, first?.offset]).toEqual([1000, 1050, 0]);
    await crowd.control.send('TGBUYER', { type: '850' });
    expect((await next('scroll: true'))?.total).toBe(1053);
    const second = await next();
    expect([second?.count, second?.total, second?.offset, second?.scrollid]).toEqual([50, 1050, 1000, first?.scrollid]);
    const ids = [...(first?.transactions ?? []), ...(second?.transactions ?? [])].map(
      ({ transactionid }) => transactionid
    );
    expect(new Set(ids).size).toBe(1050);
    expect((await next())?.count).toBe(0);
    expect((await next())?.total).toBe(1053);
    await crowd.control.advance(601);
    expect((await next())?.offset).toBe(0);
    await crowd.close();
  });
});

test('a query that does not fit the schema, and one without a token', async () => {
  expect((await grid.lens('nonsense: 1')).errors?.[0]?.message).toContain('nonsense');
  const url = `${grid.simulator.url}/visibility_transaction_search`;
  expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(401);
});

test('another customer sees its own documents only', async () => {
  await grid.control.addCustomer({ mailbox: 'other', addresses: ['ZZ:OTHER'] });
  const before = await total('');
  await grid.control.send('TGBUYER', { type: '850', mailbox: 'other' });
  expect(await total('')).toBe(before);
});
