import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { loadProject } from '../../metadata/load-project.ts';
import { openOrg, type LocalOrg } from '../../platform/open-org.ts';
import { runAnonymous } from '../anonymous.ts';

const fixture = fileURLToPath(new URL('../testing/fixtures/language-project', import.meta.url));

/** A server in a thread of its own, since Apex keeps this one waiting. It answers with what it was asked. */
const ECHO = `
  const { parentPort } = require('node:worker_threads');
  require('node:http').createServer((request, response) => {
    if (request.url === '/slow') return;
    let body = '';
    request.on('data', (chunk) => { body += chunk; });
    request.on('end', () => {
      response.writeHead(request.url === '/gone' ? 404 : 201, { 'X-Answer': 'yes' });
      response.end([request.method, request.url, request.headers['x-asked'] ?? '', body].join(' '));
    });
  }).listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port); });`;

describe('callouts outside of tests', () => {
  let server: Worker;
  let org: LocalOrg;
  let port: number;

  const run = (source: string) => runAnonymous(source, org, org.users.admin);
  const send = (endpoint: string, more = ''): string =>
    `HttpRequest request = new HttpRequest(); request.setEndpoint('${endpoint}'); ${more}
     HttpResponse response = new Http().send(request);
     System.debug(response.getStatusCode() + ' ' + response.getHeader('X-Answer') + ' ' + response.getBody());`;

  beforeAll(async () => {
    server = new Worker(ECHO, { eval: true });
    [port] = (await once(server, 'message')) as [number];
    const project = loadProject(fixture, { namespace: '' });
    const namedCredentials = [
      { name: 'Echo', url: `http://localhost:${String(port)}/base/`, authentication: undefined },
      { name: 'Locked', url: `http://localhost:${String(port)}`, authentication: 'Oauth' }
    ];
    org = openOrg({ project: { ...project, namedCredentials } });
  });

  afterAll(async () => {
    org.close();
    await server.terminate();
  });

  it('reach this machine, with method, headers and body', () => {
    const more = "request.setMethod('POST'); request.setHeader('X-Asked', 'so'); request.setBody('grüß');";
    const { debugLog } = run(send(`http://127.0.0.1:${String(port)}/here?x=1`, more));
    expect(debugLog).toEqual(['201 yes POST /here?x=1 so grüß']);
    expect(run(send(`http://127.0.0.1:${String(port)}/gone`)).debugLog).toEqual(['404 yes GET /gone  ']);
  });

  it('go through named credentials', () => {
    expect(run(send('callout:Echo/there')).debugLog).toEqual(['201 yes GET /base/there  ']);
    expect(run(send('callout:Nobody')).exceptionMessage).toMatch(/^System\.CalloutException: .*Nobody/);
    expect(run(send('callout:Locked')).exceptionMessage).toBe(
      'LocalOrg.NotEmulated: not emulated: the authentication of named credential Locked (Oauth)'
    );
  });

  it.each([
    ['another machine', 'https://example.com/', /^LocalOrg\.NotEmulated: not emulated: callouts to example\.com/],
    ['a port that nobody listens at', 'http://127.0.0.1:1/', /^System\.CalloutException: Connection refused$/],
    ['no address', 'nowhere', /^System\.CalloutException: Invalid HTTP endpoint: nowhere$/]
  ])('tell what is wrong: %s', (_, endpoint, message) => {
    expect(run(send(endpoint)).exceptionMessage).toMatch(message);
  });

  it('end after their timeout', () => {
    const slow = run(send(`http://127.0.0.1:${String(port)}/slow`, 'request.setTimeout(200);'));
    expect(slow.exceptionMessage).toBe('System.CalloutException: Read timed out');
  });
});
