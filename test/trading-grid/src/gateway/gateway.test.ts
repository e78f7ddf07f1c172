import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import document from '../../../../middleware/openapi/customer-gateway.json' with { type: 'json' };
import { Grid, invoiceFile } from '../testing.ts';

let grid: Grid;

beforeAll(async () => {
  grid = await Grid.start();
});
afterAll(async () => {
  expect(grid.control.problems()).toEqual([]);
  await grid.close();
});

const BASE = '/gateway/v1';
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ $id: 'gateway', ...document });

interface Reference {
  $ref?: string;
  content?: Record<string, { schema: object }>;
}
type OperationDocument = { responses: Record<string, Reference> };

/** Whether an answer is what the OpenAPI document promises for its path, method and status. */
function mismatch(method: string, url: string, status: number, body: unknown): unknown {
  const pathname = url.split('?')[0] ?? '';
  const fits = (template: string) => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname);
  const [, methods] = Object.entries(document.paths).find(([template]) => fits(template)) ?? [];
  const operation = (methods as Record<string, OperationDocument> | undefined)?.[method.toLowerCase()];
  const response = operation?.responses[String(status)];
  if (!response) return `status ${status} of ${method} ${pathname} is not in the document`;
  const name = response.$ref?.split('/').at(-1) as keyof typeof document.components.responses | undefined;
  const content = (name === undefined ? response : (document.components.responses[name] as Reference)).content;
  const schema = content?.['application/json']?.schema;
  if (!schema) return undefined;
  const pointed = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"gateway#/')) as object;
  return ajv.validate(pointed, body) ? undefined : ajv.errors;
}

let lastKey = 0;

/** A request whose answer must be as the document says. */
async function call(method: string, path: string, body?: object | Buffer, key = `key-${(lastKey += 1)}`) {
  const response = await grid.request(method, BASE + path, body, { 'idempotency-key': key });
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const answer = (isJson ? await response.json() : await response.text()) as Record<string, unknown> & {
    items: Record<string, unknown>[];
  };
  expect(mismatch(method, BASE + path, response.status, answer)).toBeUndefined();
  return { status: response.status, answer, replayed: response.headers.get('idempotency-replayed') === 'true' };
}

const umbrella = { companyName: 'Umbrella', role: 'buyer', identifiers: [{ qualifier: 'ZZ', id: 'UMBRELLA' }, { qualifier: '01', id: '123456789' }], externalKey: 'P-1' }; // prettier-ignore

test('every operation of the document is served, and it is served itself', async () => {
  const served = (await (await fetch(`${grid.simulator.url}/gateway/openapi.json`)).json()) as typeof document;
  expect(served).toEqual(document);
  for (const [template, methods] of Object.entries(document.paths)) {
    for (const method of Object.keys(methods)) {
      const response = await fetch(grid.simulator.url + template.replaceAll(/[{}]/g, ''), {
        method: method.toUpperCase()
      });
      expect([method, template, response.status]).toEqual([method, template, 401]);
    }
  }
});

describe('onboarding', () => {
  test('a partner is changed, unless an address is another’s', async () => {
    const change = (id: string, key: string) =>
      call('PUT', '/partners/NORDWERK', { ...umbrella, companyName: 'Nordwerk', identifiers: [{ qualifier: 'ZZ', id }] }, key); // prettier-ignore
    const done = async (begun: Awaited<ReturnType<typeof change>>) => {
      await grid.control.advance(5);
      return (await call('GET', `/requests/${String(begun.answer['id'])}`)).answer;
    };
    expect(await done(await change('NORDWERK9', 'change-1'))).toMatchObject({ status: 'done' });
    expect((await call('GET', '/partners/NORDWERK')).answer).toMatchObject({
      companyName: 'Nordwerk',
      identifiers: [{ qualifier: 'ZZ', id: 'NORDWERK9' }]
    });
    expect(await done(await change('TGBUYER', 'change-2'))).toMatchObject({
      status: 'failed',
      error: { code: 'identifierTaken' }
    });
    expect((await call('PUT', '/partners/NOBODY', umbrella, 'change-3')).status).toBe(404);
  });

  test('a partner is accepted, in progress, done; then a relationship; then documents pass', async () => {
    await grid.upload('early.edi', invoiceFile({ control: 100, receiver: 'UMBRELLA' }));
    expect(
      (await grid.find('fields: { must: [{ field: receivefilename query: "early.edi" }] }'))[0]?.externalerrormessage
    ).toContain('not known');

    const { status, answer } = await call('POST', '/partners', umbrella, 'make-umbrella');
    expect([status, answer['status'], answer['result']]).toEqual([202, 'accepted', null]);
    const state = async () => (await call('GET', `/requests/${String(answer['id'])}`)).answer;
    await grid.control.advance(2);
    expect((await state())['status']).toBe('inProgress');
    await grid.control.advance(2);
    expect(await state()).toMatchObject({ status: 'done', result: { partnerId: 'UMBRELLA' }, error: null });
    expect((await call('GET', '/partners/UMBRELLA')).answer).toMatchObject({ ...umbrella, standard: 'X12' });
    expect((await call('GET', '/partners?identifier=01:123456789')).answer.items).toHaveLength(1);
    expect((await call('GET', '/partners?externalKey=P-1')).answer.items).toHaveLength(1);

    await call('POST', '/relationships', { partnerId: 'UMBRELLA', documentTypes: ['810'] });
    await grid.control.advance(4);
    const { answer: made } = await call('GET', '/relationships?partnerId=UMBRELLA');
    expect(made.items).toMatchObject([{ status: 'Active', documentTypes: ['810'] }]);
    await grid.upload('later.edi', invoiceFile({ control: 100, receiver: 'UMBRELLA' }));
    await grid.control.advance(60);
    expect((await grid.control.received('UMBRELLA')).map(({ fileName }) => fileName)).toEqual(['later.edi']);
    const directory = await grid.request(
      'GET',
      `/TGCommunityServices/v1/companies/${grid.simulator.companyId}/partnerDirectory?partnerCompanyName=Umbrella`
    );
    expect(await directory.json()).toMatchObject([{ tradingAddresses: ['ZZ:UMBRELLA'], relationshipStatus: 'Active' }]);
  });

  test('the same key does nothing again; with another body it is refused', async () => {
    const again = await call('POST', '/partners', umbrella, 'make-umbrella');
    expect([again.status, again.replayed]).toEqual([202, true]);
    const other = await call('POST', '/partners', { ...umbrella, companyName: 'Other' }, 'make-umbrella');
    expect([other.status, other.answer['error']]).toEqual([
      422,
      expect.objectContaining({ code: 'idempotencyKeyReused' })
    ]);
    expect((await call('GET', '/requests?idempotencyKey=make-umbrella')).answer.items).toHaveLength(1);
    const [left, right] = await Promise.all([
      call('POST', '/partners', umbrella, 'twice'),
      call('POST', '/partners', umbrella, 'twice')
    ]);
    expect(left.answer).toEqual(right.answer);
    expect((await call('GET', '/requests?idempotencyKey=twice')).answer.items).toHaveLength(1);
  });

  test('requests that fail say why', async () => {
    const failed = async (path: string, body: object) => {
      const { answer } = await call('POST', path, body);
      await grid.control.advance(4);
      return (await call('GET', `/requests/${String(answer['id'])}`)).answer;
    };
    expect(await failed('/partners', { ...umbrella, companyName: 'Thief' })).toMatchObject({
      status: 'failed',
      error: { code: 'identifierTaken' }
    });
    expect(await failed('/relationships', { partnerId: 'NONE', documentTypes: [] })).toMatchObject({
      error: { code: 'unknownPartner' }
    });
    grid.control.changeSettings({ failRequests: 'The desk is closed.' });
    expect(await failed('/partners', umbrella)).toMatchObject({
      error: { code: 'provisioningFailed', message: 'The desk is closed.' }
    });
    grid.control.changeSettings({ failRequests: null });
  });

  test.each([
    [{ ...umbrella, companyName: '' }, /companyName/],
    [{ ...umbrella, role: 'king' }, /role/],
    [{ ...umbrella, identifiers: [] }, /identifiers/],
    [{ ...umbrella, identifiers: [{ qualifier: 'ZZ', id: '' }] }, /identifier/],
    [Buffer.from('no json'), /JSON/]
  ])('what cannot be is refused: %#', async (body, message) => {
    const { status, answer } = await call('POST', '/partners', body);
    expect([status, (answer['error'] as { message: string }).message]).toEqual([400, expect.stringMatching(message)]);
    const withoutKey = await grid.request('POST', `${BASE}/partners`, body, { 'idempotency-key': '' });
    expect(withoutKey.status).toBe(400);
  });
});

describe('documents', () => {
  test('submitted, looked at, edited and sent again as a child', async () => {
    const bytes = Buffer.from(invoiceFile({ control: 200, invoice: 'INV-200' }));
    const { answer } = await call('POST', '/documents?fileName=api.edi', bytes);
    expect(answer).toMatchObject({ fileName: 'api.edi', duplicate: false });
    const id = String(answer['transactionId']);
    expect((await call('GET', `/transactions/${id}/payload`)).answer).toBe(bytes.toString());
    const twice = await call('POST', '/documents?fileName=api2.edi', bytes);
    expect(twice.answer['duplicate']).toBe(true);

    const edited = Buffer.from(invoiceFile({ control: 201, invoice: 'INV-201' }));
    const { answer: child } = await call('POST', `/transactions/${id}/resubmit?fileName=api-2.edi`, edited);
    const entries = await grid.find(
      `fields: { must: [{ field: correlationid query: "${String(child['correlationId'])}" }] }`
    );
    expect(entries.map(({ parenttransactionid, receivefilename }) => [parenttransactionid, receivefilename])).toEqual(
      Array.from({ length: 3 }, () => [id, 'api-2.edi'])
    );
    await call('POST', `/transactions/${id}/reprocess`);
    await grid.control.advance(60);
    const numbers = (await grid.control.received('TGBUYER')).map(({ controlNumber }) => Number(controlNumber));
    expect(numbers).toEqual([200, 201, 200]);
  });

  test('what a partner sent is put into the mailbox once more', async () => {
    const [sent] = await grid.control.send('TGBUYER', { type: '850' });
    const [, output] = await grid.find(`fields: { must: [{ field: correlationid query: "${sent?.correlationId}" }] }`);
    const { answer } = await call('POST', `/transactions/${output?.transactionid}/reprocess`);
    expect(answer['fileName']).toMatch(/^tgbuyer-850-\d+-1\.edi$/);
  });

  test('milestones are kept, and Resolved is shown in Lens', async () => {
    const [entry] = await grid.find();
    const path = `/transactions/${entry?.transactionid}/events`;
    expect((await call('POST', path, { name: 'Posted in ERP', note: 'SO 4711' })).status).toBe(201);
    await grid.control.advance(1);
    await call('POST', path, { name: 'Resolved' });
    expect((await call('GET', path)).answer.items.map(({ name }) => name)).toEqual(['Posted in ERP', 'Resolved']);
    const found = await grid.lens('fields: { must: [{ field: processingsubstatus query: "Resolved" }] }');
    expect(found.data?.getTransactions.transactions.map(({ transactionid }) => transactionid)).toEqual([
      entry?.transactionid
    ]);
  });

  test('what there is not, and what belongs to another', async () => {
    for (const path of ['/transactions/none/payload', '/partners/none', '/requests/none', '/agreements/none']) {
      expect((await call('GET', path)).status).toBe(404);
    }
    await grid.control.addCustomer({ mailbox: 'other', addresses: ['ZZ:OTHER'] });
    expect((await call('GET', '/agreements/AGR-other-GLOBEX')).status).toBe(404);
    const [sent] = await grid.control.send('TGBUYER', { type: '850', mailbox: 'other' });
    const foreign = grid.control.entriesOf(sent?.correlationId ?? '').map(({ transactionid }) => transactionid);
    expect(foreign).toHaveLength(3);
    for (const id of foreign) {
      expect((await call('GET', `/transactions/${id}/payload`)).status).toBe(404);
      expect((await call('POST', `/transactions/${id}/reprocess`)).status).toBe(404);
    }
    expect((await call('POST', '/documents?fileName=../x', Buffer.from('x'))).status).toBe(400);
  });
});

describe('agreements', () => {
  const passes = async (control: number, name = `agreement-${control}.edi`) => {
    await grid.upload(name, invoiceFile({ control, receiver: 'TGGLOBEX' }));
    const [file] = await grid.find(`fields: { must: [{ field: receivefilename query: "${name}" }] }`);
    return file?.externalerrormessage ?? file?.status;
  };

  test('a status that stops the exchange, and one that opens it', async () => {
    const { answer } = await call('GET', '/agreements?partnerId=GLOBEX');
    expect(answer.items).toMatchObject([{ status: 'Active', milestones: [{ name: 'Signature', status: 'Done' }, { name: 'Renewal', status: 'Open' }] }]); // prettier-ignore
    const path = `/agreements/${String(answer.items[0]?.['id'])}`;
    await call('PATCH', path, { status: 'Suspended' });
    expect(await passes(301)).toContain('agreement Suspended');
    await call('PATCH', path, { status: 'Active' });
    expect(await passes(302)).toBe('Completed');
    expect((await call('PATCH', path, { status: 'Cancelled' })).status).toBe(400);
  });

  test('an agreement that is not renewed ends the exchange, a renewed one goes on', async () => {
    const path = '/agreements/AGR-tgseller-GLOBEX';
    const soon = new Date(Date.parse(grid.control.clock().now) + 3_600_000).toISOString();
    await call('PATCH', path, { validTo: soon });
    await grid.control.advance(3599);
    expect(await passes(303)).toBe('Completed');
    await grid.control.advance(2);
    expect(await passes(304)).toContain('agreement Expired');
    expect((await call('GET', path)).answer).toMatchObject({
      status: 'Expired',
      milestones: [{}, { name: 'Renewal', status: 'Missed' }]
    });
    const { answer } = await call('PUT', `${path}/milestones/Renewal`, { status: 'Done', note: 'signed' });
    expect([answer['status'], Date.parse(String(answer['validTo'])) > Date.parse(soon) + 364 * 86_400_000]).toEqual([
      'Active',
      true
    ]);
    expect(await passes(304, 'renewed.edi')).toBe('Completed');
  });
});

test('operations at other paths, which the served document names', async () => {
  const moved = await Grid.start(
    {},
    { gatewayPaths: { getPayload: '/dms/{transactionId}', createPartner: '/crm/companies' } }
  );
  await moved.control.send('TGBUYER', { type: '850' });
  const [entry] = await moved.find();
  expect(await (await moved.request('GET', `/dms/${entry?.transactionid}`)).text()).toMatch(/^ISA/);
  expect((await moved.request('GET', `${BASE}/transactions/${entry?.transactionid}/payload`)).status).toBe(404);
  const served = (await (await fetch(`${moved.simulator.url}/gateway/openapi.json`)).json()) as {
    paths: Record<string, object>;
  };
  expect(Object.keys(served.paths)).toEqual(
    expect.arrayContaining(['/dms/{transactionId}', '/crm/companies', '/gateway/v1/partners'])
  );
  await moved.close();
  await expect(Grid.start({}, { gatewayPaths: { getPayload: '/dms' } })).rejects.toThrow(
    'the path of getPayload needs {transactionId}'
  );
  await expect(Grid.start({}, { gatewayPaths: { fly: '/' } })).rejects.toThrow('no operation "fly"');
});
