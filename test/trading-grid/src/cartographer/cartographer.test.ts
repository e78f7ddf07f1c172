import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { Grid } from '../testing.ts';

let grid: Grid;
let token: string;

const login = async (password?: string) => {
  const { user, passwordFile } = grid.simulator.cartographer;
  const body = JSON.stringify({ username: user, password: password ?? (await readFile(passwordFile, 'utf8')).trim() });
  return fetch(`${grid.simulator.url}/cartographer/auth/v1/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body
  });
};

beforeAll(async () => {
  grid = await Grid.start();
  token = ((await (await login()).json()) as { accessToken: string }).accessToken;
});
afterAll(() => grid.close());

/** The token stands in the header as the vendor's collection has it: without a word before it. */
async function call(
  method: string,
  path: string,
  body?: object
): Promise<{ status: number; answer: Record<string, unknown> }> {
  const response = await fetch(`${grid.simulator.url}/cartographer${path}`, {
    method,
    headers: { authorization: token, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) })
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, answer: (isJson ? JSON.parse(text) : { text }) as Record<string, unknown> };
}

const XREF = '/xref/v1/solutions/TG16-TGSELLER';
const values = (...texts: string[]) => texts.map((value, index) => ({ index: index + 1, value }));
const acme = { key: 'ACME', values: values('ZZ', 'TGBUYER', 'X12', '004010') };

test('a token of its own, and errors in the vendor’s form', async () => {
  expect((await login('wrong')).status).toBe(401);
  const response = await grid.request('GET', `/cartographer${XREF}/entities`);
  expect([response.status, await response.json()]).toEqual([
    401,
    { status: '401', message: expect.any(String), 'error-code': 'AUTH-401' }
  ]);
  expect((await call('GET', '/xref/v1/solutions/TG16-OTHER/entities')).status).toBe(404);
});

test('an entry is added, read, changed, found, exported and removed', async () => {
  const entries = `${XREF}/entities/TRADING_PARTNERS/entries`;
  expect(await call('POST', entries, acme)).toEqual({ status: 201, answer: acme });
  expect((await call('POST', entries, acme)).answer['error-code']).toBe('XREF-EXISTS');
  const changed = { key: 'ACME', values: values('ZZ', 'TGACME') };
  expect(await call('PUT', `${entries}/ACME`, changed)).toEqual({ status: 200, answer: changed });
  expect((await call('GET', `${entries}/ACME`)).answer).toEqual(changed);
  const found = `${XREF}/entities/TRADING_PARTNERS/content-search?searchToken=tgac`;
  expect((await call('GET', found)).answer).toMatchObject({ totalCount: 1, entries: [changed] });
  expect((await call('GET', `${found}&onlyCount=true`)).answer).toEqual({ totalCount: 1 });
  expect((await call('GET', `${XREF}/entities/TRADING_PARTNERS/export`)).answer['text']).toBe(
    'PARTNER,QUALIFIER,IDENTIFIER,STANDARD,VERSION,ROUTE\r\nACME,ZZ,TGACME,,,\r\n'
  );
  const { answer } = await call('GET', `${XREF}/entities?offset=0&count=2`);
  expect(answer).toMatchObject({
    totalCount: 3,
    fetchedCount: 2,
    entities: [{ name: 'TRADING_PARTNERS', numberRows: 1 }, { name: 'SHIP_TO' }]
  });
  expect(answer['_links']).toMatchObject({ next: { href: expect.stringContaining('offset=2') } });
  expect((await call('DELETE', `${entries}/ACME`)).status).toBe(204);
  expect((await call('GET', `${entries}/ACME`)).status).toBe(404);
});

test('entries that the header configuration does not allow', async () => {
  const post = async (entity: string, body: object) => {
    const { status, answer } = await call('POST', `${XREF}/entities/${entity}/entries`, body);
    return [status, answer['message']];
  };
  expect(await post('TRADING_PARTNERS', { key: 'X', values: values('ZZ') })).toEqual([400, 'IDENTIFIER is mandatory']);
  expect(await post('TRADING_PARTNERS', { key: 'X', values: values('ZZZZZ', 'ID') })).toEqual([
    400,
    'QUALIFIER has 1 to 4 characters'
  ]);
  expect(await post('TRADING_PARTNERS', { key: 'X', values: values('Z-', 'ID') })).toEqual([
    400,
    expect.stringContaining('does not match')
  ]);
  expect(await post('SHIP_TO', { key: 'ACME', values: values('A') })).toEqual([
    400,
    expect.stringContaining('2 parts')
  ]);
  expect(await post('UNITS', { key: 'KG', values: values('KGM') })).toEqual([
    403,
    expect.stringContaining('read-only')
  ]);
  expect((await post('NONE', acme))[0]).toBe(404);
});

test('an entity is reserved and given back', async () => {
  const state = (action: string) => call('PATCH', `${XREF}/entities/SHIP_TO/state`, { action });
  expect((await state('reserve')).answer).toMatchObject({ userName: 'tgseller-cartographer' });
  const { answer } = await call('GET', `${XREF}/entities`);
  expect(answer['entities']).toContainEqual(expect.objectContaining({ name: 'SHIP_TO', isLocked: true }));
  expect((await state('unreserve')).status).toBe(204);
  expect((await state('burn')).status).toBe(400);
});

test('prexref entries', async () => {
  const entry = {
    searchDoctype: '850',
    searchSender: 'A',
    searchReceiver: 'B',
    profileDoctype: '850',
    profileSender: 'C',
    profileReceiver: 'D'
  };
  const path = `${XREF}/prexref/entries`;
  expect((await call('PUT', path, entry)).status).toBe(404);
  expect((await call('POST', path, entry)).status).toBe(201);
  expect((await call('POST', path, entry)).status).toBe(400);
  expect((await call('PUT', path, { ...entry, profileSender: 'E' })).status).toBe(200);
  expect((await call('GET', `${XREF}/prexref/content`)).answer).toMatchObject({
    totalCount: 1,
    entries: [{ profileSender: 'E' }]
  });
  expect((await call('GET', `${XREF}/prexref/content-search?searchToken=e`)).answer['totalCount']).toBe(1);
  expect((await call('DELETE', path, entry)).status).toBe(204);
  expect((await call('POST', path, {})).answer['message']).toContain('searchDoctype');
});

test('maps follow from the partners', async () => {
  const MAPS = '/mp/v1/solutions/TG16-TGSELLER/maps';
  expect((await call('GET', '/mp/v1/solutions')).answer).toEqual(['TG16-TGSELLER']);
  const { answer } = await call('GET', `${MAPS}?pageNo=1&pageSize=5`);
  const [first] = answer['response'] as { id: number; name: string }[];
  expect(answer['page']).toMatchObject({ page: 1, pageSize: 5 });
  expect((await call('GET', `${MAPS}/${first?.id}/metadata`)).answer).toMatchObject({ name: first?.name });
  expect((await call('GET', `${MAPS}/${first?.id}/trading-partners`)).answer).toMatchObject({
    mapName: first?.name,
    receiver: 'ZZ:TGSELLER'
  });
  const { answer: files } = await call('GET', `${MAPS}/${first?.id}/specifications`);
  const [file] = files as unknown as { id: number }[];
  expect((await call('GET', `${MAPS}/${first?.id}/specifications/${file?.id}`)).answer['text']).toContain(
    String(first?.name)
  );
  expect((await call('GET', `${MAPS}/${first?.id}/annotations`)).answer).toEqual([]);
  expect((await call('GET', `${MAPS}/999/metadata`)).status).toBe(404);
});
