import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Grid, invoiceFile } from '../testing.ts';

let grid: Grid;

beforeEach(async () => {
  grid = await Grid.start();
});
afterEach(async () => {
  expect(grid.control.problems()).toEqual([]);
  await grid.close();
});

const key = (keys: { key: string; value: string }[] | null, name: string) =>
  keys?.filter((one) => one.key === name).map(({ value }) => value);

describe('from a partner to the customer', () => {
  test('a file makes three entries, which the pick-up delivers', async () => {
    const [sent] = await grid.control.send('TGBUYER', { type: '850', purchaseOrder: 'PO-77' });
    const entries = await grid.find();
    expect(entries.map(({ transactionlevel, editype, status }) => [transactionlevel, editype, status])).toEqual([
      ['File', '850', 'Completed'],
      ['File', '850', 'ReadyForPickup'],
      ['Document', '850', 'ReadyForPickup']
    ]);
    expect(new Set(entries.map(({ correlationid }) => correlationid))).toEqual(new Set([sent?.correlationId]));
    const [, output, document] = entries;
    const client = await grid.sftp();
    const [listed] = await client.list('/outgoing');
    expect([output?.deliveryfilename, output?.receivermailbox, output?.outsize]).toEqual([
      sent?.file,
      'tgseller',
      listed?.size
    ]);
    expect(key(document?.contentkeys ?? null, 'purchase order number')).toEqual(['PO-77']);
    expect(document?.fastatus).toBeNull();

    await grid.control.advance(90);
    const bytes = (await client.get(`/outgoing/${sent?.file}`)) as Buffer;
    expect(bytes.toString()).toMatch(/^ISA.*BEG\*00\*SA\*PO-77\*/s);
    await client.end();
    const after = await grid.findOnce(['Completed', 'Delivered', 'Delivered']);
    expect(after.map(({ transactionid }) => transactionid)).toEqual(entries.map(({ transactionid }) => transactionid));
    expect(Date.parse(after[2]?.statusdate ?? '') - Date.parse(document?.statusdate ?? '')).toBeGreaterThan(89_000);
  });

  test('half a file that was read is not picked up', async () => {
    grid.control.addFault({ kind: 'mailbox.half', afterSeconds: 60, times: 1 });
    const [sent] = await grid.control.send('TGBUYER', { type: '850' });
    const client = await grid.sftp();
    const half = (await client.get(`/outgoing/${sent?.file}`)) as Buffer;
    expect((await grid.find()).map(({ status }) => status)).not.toContain('Delivered');
    await grid.control.advance(60);
    const whole = (await client.get(`/outgoing/${sent?.file}`)) as Buffer;
    await client.end();
    expect([half.length, half.equals(whole.subarray(0, half.length))]).toEqual([Math.floor(whole.length / 2), true]);
    expect(whole.toString()).toMatch(/IEA\*1\*\d{9}~\n$/);
    await grid.findOnce(['Completed', 'Delivered', 'Delivered']);
  });

  test('an application format passes as it is: an IDoc with its number, anything else without a type', async () => {
    const idoc =
      '<ORDERS05><IDOC><EDI_DC40><DOCNUM>938512</DOCNUM></EDI_DC40><E1EDK01><BELNR>PO-9</BELNR></E1EDK01></IDOC></ORDERS05>';
    await grid.simulator.mailboxes.deliver('tgseller', 'idoc.xml', Buffer.from(idoc));
    await grid.simulator.mailboxes.deliver('tgseller', 'prices.csv', Buffer.from('item;price\n1;2\n'));
    const entries = await grid.find();
    expect(entries.map(({ transactionlevel, editype }) => [transactionlevel, editype])).toEqual([
      ['File', 'IDOC'], ['File', 'IDOC'], ['File', 'BIN'], ['File', 'BIN']
    ]); // prettier-ignore
    const byNumber = await grid.lens('contentKeyFilters: [{ key: "internal number" value: "938512" }]');
    expect(byNumber.data?.getTransactions.total).toBe(2);
  });

  test('moving a file away is a pick-up as well, and EDIFACT is read as X12 is', async () => {
    const [sent] = await grid.control.send('EUROMART', { type: 'ORDERS', purchaseOrder: 'PO+8' });
    const client = await grid.sftp();
    await client.rename(`/outgoing/${sent?.file}`, `/processed/${sent?.file}`);
    await client.end();
    const [, file, document] = await grid.findOnce(['Completed', 'Delivered', 'Delivered']);
    expect([file?.status, document?.status, document?.editype]).toEqual(['Delivered', 'Delivered', 'ORDERS']);
    expect(key(document?.contentkeys ?? null, 'purchase order number')).toEqual(['PO+8']);
  });
});

describe('from the customer to a partner', () => {
  test('a file that is still being written is left alone, and a good one is passed on', async () => {
    const client = await grid.sftp();
    await client.put(Buffer.from(invoiceFile({ control: 1 })), '/incoming/inv.edi.part');
    await grid.control.sweep();
    expect(await grid.find()).toEqual([]);
    await client.rename('/incoming/inv.edi.part', '/incoming/inv.edi');
    await grid.control.sweep();
    expect(await client.list('/incoming')).toEqual([]);
    await client.end();
    const entries = await grid.find();
    expect(entries.map(({ transactionlevel, status, fastatus }) => [transactionlevel, status, fastatus])).toEqual([
      ['File', 'Completed', null],
      ['File', 'ReadyForPickup', null],
      ['Document', 'ReadyForPickup', 'Waiting for FA']
    ]);
    expect(entries[2]?.contentkeys).toEqual([
      { key: 'invoice number', value: 'INV-1' },
      { key: 'purchase order number', value: 'PO-4711' },
      { key: 'total amount', value: '92.50' }
    ]);
    await grid.control.advance(60);
    expect((await grid.find()).map(({ status }) => status)).toEqual(['Completed', 'Delivered', 'Delivered']);
  });

  test('a file is swept by itself after sweepSeconds', async () => {
    grid.control.changeSettings({ sweepSeconds: 5 });
    const client = await grid.sftp();
    await client.put(Buffer.from(invoiceFile({ control: 1 })), '/incoming/inv.edi');
    await client.end();
    await grid.control.advance(4);
    expect(await grid.find()).toEqual([]);
    await grid.control.advance(2);
    expect(await grid.find()).toHaveLength(3);
  });

  test('the same control number or name again is a duplicate, which is counted and not passed on', async () => {
    await grid.upload('a.edi', invoiceFile({ control: 7 }));
    await grid.upload('b.edi', invoiceFile({ control: 7, invoice: 'INV-2' }));
    await grid.upload('a.edi', invoiceFile({ control: 8, invoice: 'INV-3' }));
    await grid.control.advance(120);
    const files = (await grid.find('filters: [{ field: transactionlevel values: [{ value: "File" }] }]')).map(
      ({ status, receivefilename }) => [receivefilename, status]
    );
    expect(files).toEqual([['a.edi', 'Completed'], ['a.edi', 'Delivered'], ['b.edi', 'Duplicate'], ['a.edi', 'Duplicate']]); // prettier-ignore
    expect((await grid.control.received('TGBUYER')).map(({ controlNumber }) => controlNumber)).toEqual(['000000007']);
    const counts = () =>
      grid.control.accepted('tgseller').map((one) => [one.controlNumber, one.accepted, one.duplicates]);
    expect(counts()).toEqual([['000000007', 1, 1], ['000000008', 0, 1]]); // prettier-ignore
    grid.control.changeSettings({ duplicateCheck: false });
    await grid.upload('c.edi', invoiceFile({ control: 7 }));
    expect(counts()[0]).toEqual(['000000007', 2, 1]);
  });

  test.each([
    ['unknown receiver', invoiceFile({ control: 3, receiver: 'NOBODY' }), /ZZ:NOBODY is not known/],
    ['sender of another', invoiceFile({ control: 3, sender: 'SOMEBODY' }), /ZZ:SOMEBODY is no address/],
    ['wrong count', invoiceFile({ control: 3 }).replace('SE*6', 'SE*5'), /SE of set 0001 says 5 segments, there are 6/],
    ['cut off', invoiceFile({ control: 3 }).slice(0, -20), /cut off/],
    ['no EDI', 'hello', /neither X12 nor EDIFACT/]
  ])('%s: the message stands on the file, the document only has -2', async (_, content, message) => {
    await grid.upload('bad.edi', content);
    const [file, ...documents] = await grid.find();
    expect([file?.transactionlevel, file?.status]).toEqual(['File', 'ValidationError']);
    expect(file?.externalerrormessage).toMatch(message);
    for (const document of documents) {
      expect(document).toMatchObject({ status: 'ValidationError', errorcode: '-2', externalerrormessage: null });
    }
    // A control number is burnt only by a file that was accepted.
    await grid.upload('good.edi', invoiceFile({ control: 3 }));
    expect((await grid.find('fields: { must: [{ field: receivefilename query: "good.edi" }] }'))[0]?.status).toBe(
      'Completed'
    );
  });

  test('a partner that cannot be reached: five attempts, on hold, and delivered when it is sent again', async () => {
    grid.control.changePartner('TGBUYER', { behaviour: { unreachable: true } });
    await grid.upload('a.edi', invoiceFile({ control: 1 }));
    const statuses = async () => (await grid.find()).map(({ status }) => status);
    expect(await statuses()).toEqual(['Completed', 'DeliveryInProgress', 'DeliveryInProgress']);
    await grid.control.advance(4 * 300 - 1);
    expect(await statuses()).toEqual(['Completed', 'DeliveryInProgress', 'DeliveryInProgress']);
    await grid.control.advance(1);
    expect(await statuses()).toEqual(['Completed', 'OnHold', 'OnHold']);
    const [, file, document] = await grid.find();
    expect([file?.externalerrormessage, document?.errorcode, document?.externalerrormessage]).toEqual([
      'Acme could not be reached in 5 attempts.', '-2', null
    ]); // prettier-ignore
    grid.control.changePartner('TGBUYER', { behaviour: { unreachable: false } });
    const again = await grid.request(
      'POST',
      `/gateway/v1/transactions/${document?.transactionid}/reprocess`,
      {},
      { 'idempotency-key': '1' }
    );
    expect(again.status).toBe(202);
    expect(await statuses()).toEqual(['Completed', 'Delivered', 'Delivered']);
  });

  test('the order of entries that arrived together, and who was there first, outlive a restart', async () => {
    await grid.control.addCustomer({ mailbox: 'acme', addresses: ['ZZ:ACME'] });
    for (let index = 0; index < 10; index += 1) await grid.control.send('TGBUYER', { type: '850' });
    const before = (await grid.find()).map(({ transactionid }) => transactionid);
    await grid.restart();
    expect((await grid.find()).map(({ transactionid }) => transactionid)).toEqual(before);
    await grid.control.send('TGBUYER', { type: '850' });
    expect(await grid.find()).toHaveLength(before.length + 3);
  });

  test('what was accepted, waits and was answered outlives a restart', async () => {
    await grid.upload('a.edi', invoiceFile({ control: 1 }));
    const before = await grid.find();
    await grid.restart();
    expect(await grid.find()).toEqual(before);
    await grid.control.advance(60 + 300);
    expect((await grid.find()).find(({ editype, transactionlevel }) => editype === '810' && transactionlevel === 'Document')).toMatchObject({
      status: 'Delivered', fastatus: 'Accepted/Received'
    }); // prettier-ignore
    await grid.upload('b.edi', invoiceFile({ control: 1 }));
    expect(grid.control.accepted()).toMatchObject([{ accepted: 1, duplicates: 1 }]);
  });
});
