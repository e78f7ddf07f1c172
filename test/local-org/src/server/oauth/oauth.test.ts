import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Connection } from 'jsforce';
import { ADMIN_USERNAME } from '../../platform/base-data.ts';
import { startServer } from '../start-server.ts';
import type { RunningServer } from '../start-server.ts';
import { testContext } from '../testing.ts';
import type { TestContext } from '../testing.ts';
import { caller } from '../testing/http.ts';
import type { Call } from '../testing/http.ts';
import { Sessions } from './sessions.ts';

let context: TestContext;
let server: RunningServer;
let call: Call;
const CLIENT = { client_id: 'middleware', client_secret: 'test-secret' };

beforeAll(async () => {
  context = testContext();
  server = await startServer({ context, port: 0 });
  call = caller(server, context.token);
});
afterAll(async () => {
  await server.close();
  context.org.close();
});

const post = (path: string, form: Record<string, string>) =>
  call('POST', `/services/oauth2/${path}`, new URLSearchParams(form));
const token = async (form: Record<string, string>) => (await post('token', form)).body as Record<string, string>;

test('introspection tells of a token while it lives, to those who know the secret', async () => {
  const { access_token: granted = '' } = await token({ grant_type: 'client_credentials', ...CLIENT });
  expect((await post('introspect', { token: granted, ...CLIENT })).body).toMatchObject({
    active: true,
    username: ADMIN_USERNAME,
    client_id: 'middleware',
    token_type: 'access_token'
  });
  expect((await post('introspect', { token: granted, ...CLIENT, client_secret: 'x' })).status).toBe(401);
  expect((await post('revoke', { token: granted })).status).toBe(200);
  expect((await post('introspect', { token: granted, ...CLIENT })).body).toEqual({ active: false });
  expect((await call('GET', '/limits', undefined, { token: granted })).status).toBe(401);
  expect((await post('revoke', { token: granted })).body).toMatchObject({ error: 'unsupported_token_type' });
});

test('a refresh token gets access tokens until it is revoked, which ends them too', async () => {
  const refresh = context.sessions.createRefreshToken(context.org.users.admin, 'middleware');
  const form = { grant_type: 'refresh_token', refresh_token: refresh.token, ...CLIENT };
  const { access_token: granted = '' } = await token(form);
  expect((await call('GET', '/limits', undefined, { token: granted })).status).toBe(200);
  expect(await token({ ...form, client_secret: 'wrong' })).toMatchObject({ error: 'invalid_client' });
  await post('revoke', { token: refresh.token });
  expect((await call('GET', '/limits', undefined, { token: granted })).status).toBe(401);
  expect(await token(form)).toMatchObject({ error: 'invalid_grant' });
});

test('the identity URL is for one’s own user only', async () => {
  const { id = '' } = await token({ grant_type: 'client_credentials', ...CLIENT });
  const own = await call('GET', new URL(id).pathname);
  expect(own.body).toMatchObject({ username: ADMIN_USERNAME, organization_id: context.org.organizationId });
  const other = await call('GET', `/id/${context.org.organizationId}/${context.org.users.automatedProcess}`);
  expect(other.status).toBe(403);
});

test('SOAP login once a password is set, as jsforce does it', async () => {
  const connection = new Connection({ loginUrl: server.url, version: '66.0' });
  await expect(connection.login(ADMIN_USERNAME, 'correct horse')).rejects.toThrow(/INVALID_LOGIN/);
  const path = `/sobjects/User/${context.org.users.admin}/password`;
  expect((await call('POST', path, { NewPassword: 'correct horse' })).status).toBe(204);
  await expect(connection.login(ADMIN_USERNAME, 'wrong horse')).rejects.toThrow(/INVALID_LOGIN/);
  const info = await connection.login(ADMIN_USERNAME, 'correct horse');
  expect(info).toMatchObject({ id: context.org.users.admin, organizationId: context.org.organizationId });
  expect(await connection.query('SELECT Id FROM Organization')).toMatchObject({ totalSize: 1 });
  expect(
    await token({ grant_type: 'password', ...CLIENT, username: ADMIN_USERNAME, password: 'correct horse' })
  ).toMatchObject({
    token_type: 'Bearer'
  });
  const lost = connection.accessToken ?? '';
  await connection.logout();
  expect((await call('GET', '/limits', undefined, { token: lost })).status).toBe(401);
});

test('a password that the org makes works as well', async () => {
  const path = `/sobjects/User/${context.org.users.admin}/password`;
  const { NewPassword } = (await call('DELETE', path)).body as { NewPassword: string };
  const connection = new Connection({ loginUrl: server.url });
  expect((await connection.login(ADMIN_USERNAME, NewPassword)).id).toBe(context.org.users.admin);
});

test('what is not emulated says so', async () => {
  expect((await call('GET', '/services/oauth2/authorize?response_type=code')).status).toBe(501);
  const soap = await call(
    'POST',
    '/services/Soap/u/67.0',
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><convertLead/></e:Body></e:Envelope>',
    { headers: { 'content-type': 'text/xml' } }
  );
  expect([soap.status, soap.body]).toEqual([
    500,
    expect.stringContaining('not emulated: the SOAP operation convertLead')
  ]);
});

test('sessions end after two hours without use', () => {
  let now = 0;
  const sessions = new Sessions('00DLO0000000001AAA', () => now);
  const { token: given } = sessions.create('005LO0000000001AAA');
  now = 119 * 60_000;
  expect(sessions.use(given)).toBeDefined();
  now += 119 * 60_000;
  expect(sessions.use(given)).toBeDefined();
  now += 121 * 60_000;
  expect(sessions.use(given)).toBeUndefined();
});
