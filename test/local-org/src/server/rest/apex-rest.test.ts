import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PROFILES } from '../../platform/access/rights.ts';
import { startServer } from '../start-server.ts';
import type { RunningServer } from '../start-server.ts';
import type { TestContext } from '../testing.ts';
import { TemporaryProject } from '../testing/apex-project.ts';
import { caller } from '../testing/http.ts';
import type { Call } from '../testing/http.ts';

const PARCELS = `@RestResource(urlMapping='/parcels/*')
global with sharing class Parcels {
  global class Answer { global String name; global Integer size; global Account account; }
  @HttpGet global static Answer read() {
    RestRequest request = RestContext.request;
    Answer answer = new Answer();
    answer.name = request.requestURI.substringAfterLast('/') + ':' + request.params.get('q') + ':' + request.headers.get('x-kind');
    return answer;
  }
  @HttpPost global static String create(String name, Integer size, List<String> tags) {
    insert new Account(Name = name);
    return name + size + String.join(tags, '+');
  }
  @HttpPut global static void replace() {
    RestContext.response.statusCode = 202;
    RestContext.response.addHeader('Content-Type', 'text/plain');
    RestContext.response.addHeader('X-Answer', RestContext.request.httpMethod);
    RestContext.response.responseBody = Blob.valueOf(RestContext.request.requestBody.toString().toUpperCase());
  }
  @HttpDelete global static void remove() {
    insert new Account(Name = 'rolled back');
    Integer broken = 1 / Integer.valueOf('0');
  }
}`;
const SPECIAL = `@RestResource(urlMapping='/parcels/special')
global class Special { @HttpGet global static Id who() { return UserInfo.getUserId(); } }`;

describe.each(['', 'acme'])('Apex REST, namespace "%s"', (namespace) => {
  const root = `/services/apexrest${namespace === '' ? '' : `/${namespace}`}`;
  const project = new TemporaryProject({ 'classes/Parcels.cls': PARCELS, 'classes/Special.cls': SPECIAL });
  let context: TestContext;
  let server: RunningServer;
  let call: Call;
  beforeAll(async () => {
    context = project.open(namespace);
    server = await startServer({ context, port: 0 });
    call = caller(server, context.token);
  });
  afterAll(async () => {
    await server.close();
    context.org.close();
    project.remove();
  });

  test('the request is in RestContext; objects come back as JSON', async () => {
    const { status, body } = await call('GET', `${root}/parcels/a1?q=x%26y`, undefined, { headers: { 'x-kind': 'k' } });
    expect([status, body]).toEqual([200, { name: 'a1:x&y:k', size: null, account: null }]);
  });

  test('parameters come from the body; others are refused', async () => {
    const good = await call('POST', `${root}/parcels`, { name: 'P', size: 2, tags: ['a', 'b'] });
    expect([good.status, good.body]).toEqual([200, 'P2a+b']);
    expect(context.t.select("SELECT Name FROM Account WHERE Name = 'P'")).toHaveLength(1);
    const bad = await call('POST', `${root}/parcels/`, { name: 'Q', other: 1 });
    expect(bad).toMatchObject({ status: 400, body: [{ errorCode: 'JSON_PARSER_ERROR' }] });
    const wrongType = await call('POST', `${root}/parcels/`, { name: 'Q', size: 'many' });
    expect(wrongType).toMatchObject({ status: 400, body: [{ errorCode: 'JSON_PARSER_ERROR' }] });
  });

  test('a void method writes the answer itself', async () => {
    const { status, headers, body } = await call('PUT', `${root}/parcels/1`, 'some text', {
      headers: { 'content-type': 'text/plain' }
    });
    expect([status, headers.get('x-answer')]).toEqual([202, 'PUT']);
    expect(body).toBe('SOME TEXT');
  });

  test('an exception undoes its work and is told with its trace', async () => {
    const { status, body } = await call('DELETE', `${root}/parcels/1`);
    expect(status).toBe(500);
    expect(body).toEqual([
      {
        errorCode: 'APEX_ERROR',
        message: expect.stringMatching(
          /^System\.MathException: Divide by 0\n\nClass\.(?:acme\.)?Parcels\.remove: line 22, column 1$/
        )
      }
    ]);
    expect(context.t.select("SELECT Name FROM Account WHERE Name = 'rolled back'")).toEqual([]);
  });

  test('the longest mapping wins; unknown URLs and verbs are told', async () => {
    expect((await call('GET', `${root}/parcels/special`)).body).toBe(context.org.users.admin);
    expect(await call('GET', `${root}/nothing`)).toMatchObject({ status: 404, body: [{ errorCode: 'NOT_FOUND' }] });
    expect(await call('POST', `${root}/parcels/special`, {})).toMatchObject({
      status: 405,
      body: [{ errorCode: 'METHOD_NOT_ALLOWED', message: "HTTP Method 'POST' not allowed. Allowed are GET" }]
    });
    if (namespace !== '') expect((await call('GET', '/services/apexrest/parcels/special')).status).toBe(404);
  });

  test('a user without access to the class is refused, and so is one without a session', async () => {
    const [profile] = context.t.select(`SELECT MAX(Id) id FROM Profile WHERE Name = '${PROFILES.standard}'`);
    const user = context.t.insert('User', {
      Username: 'plain@shop.example',
      LastName: 'Plain',
      Alias: 'plain',
      Email: 'plain@shop.example',
      ProfileId: profile?.id ?? null,
      TimeZoneSidKey: 'GMT',
      LocaleSidKey: 'en_US',
      LanguageLocaleKey: 'en_US',
      EmailEncodingKey: 'UTF-8'
    });
    const { token } = context.sessions.create(user);
    expect((await call('GET', `${root}/parcels/special`, undefined, { token })).status).toBe(403);
    expect((await call('GET', `${root}/parcels/special`, undefined, { token: 'none' })).status).toBe(401);
  });
});
