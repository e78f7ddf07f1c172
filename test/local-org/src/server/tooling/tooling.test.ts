import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Connection } from 'jsforce';
import { startServer } from '../start-server.ts';
import type { RunningServer } from '../start-server.ts';
import type { TestContext } from '../testing.ts';
import { TemporaryProject } from '../testing/apex-project.ts';
import { caller } from '../testing/http.ts';
import type { Call } from '../testing/http.ts';

const project = new TemporaryProject({
  'classes/Adder.cls': 'public class Adder { public static Integer add(Integer a, Integer b) { return a + b; } }',
  'classes/AdderTest.cls': `@IsTest private class AdderTest {
  @IsTest static void adds() { System.assertEquals(3, Adder.add(1, 2)); }
  @IsTest static void seesNoData() { System.assertEquals(0, [SELECT COUNT() FROM Account]); }
  @IsTest static void fails() { System.assertEquals(4, Adder.add(1, 2), 'sums'); }
}`,
  'classes/OtherTest.cls':
    "@IsTest private class OtherTest { @IsTest static void passes() { insert new Account(Name = 't'); } }",
  'classes/Follow.cls':
    "public class Follow implements Queueable { public void execute(QueueableContext c) { insert new Account(Name = 'followed'); } }",
  'triggers/Mark.trigger': `trigger Mark on Account (before insert) {
  for (Account a : Trigger.new) {
    a.Site = 'marked';
    if (a.Name == 'later') System.enqueueJob(new Follow());
  }
}`
});
let context: TestContext;
let server: RunningServer;
let call: Call;
let connection: Connection;

beforeAll(async () => {
  context = project.open();
  server = await startServer({ context, port: 0 });
  call = caller(server, context.token);
  connection = new Connection({ instanceUrl: server.url, accessToken: context.token, version: '67.0' });
  context.t.insert('Account', { Name: 'present' });
});
afterAll(async () => {
  await server.close();
  context.org.close();
  project.remove();
});

interface Rows {
  totalSize: number;
  records: Record<string, unknown>[];
}
const query = async (soql: string): Promise<Rows> =>
  (await call('GET', `/tooling/query?q=${encodeURIComponent(soql)}`)).body as Rows;

async function finished(jobId: string): Promise<Record<string, unknown>> {
  for (let i = 0; i < 200; i += 1) {
    const { records } = await query(
      `SELECT Status, MethodsFailed, ClassesCompleted FROM ApexTestRunResult WHERE AsyncApexJobId = '${jobId}'`
    );
    if (['Completed', 'Failed', 'Aborted'].includes(String(records[0]?.Status))) return records[0] ?? {};
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('the run does not end');
}

test('the code and the definitions of the org can be queried', async () => {
  const classes = await query("SELECT Id, Name, Body FROM ApexClass WHERE Name = 'Adder'");
  expect(classes.records).toMatchObject([{ Name: 'Adder', Body: expect.stringContaining('a + b') }]);
  expect(classes.records[0]?.Id).toBe(
    String(context.t.select("SELECT MAX(Id) id FROM ApexClass WHERE Name = 'Adder'")[0]?.id)
  );
  const fields = await query(
    "SELECT QualifiedApiName, DataType FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = 'Contact' AND QualifiedApiName = 'AccountId'"
  );
  expect(fields.records).toMatchObject([{ DataType: 'Lookup(Account)' }]);
  const columns = await call('GET', '/tooling/query?q=SELECT+Id,ApexClass.Name+FROM+ApexTestResult&columns=true');
  expect(columns.body).toMatchObject({ columnMetadata: [{ columnName: 'Id' }, { columnName: 'ApexClass' }] });
  const described = await call('GET', '/tooling/sobjects/ApexTestResult/describe');
  expect(described.body).toMatchObject({ name: 'ApexTestResult', keyPrefix: '07M' });
  expect((await call('GET', '/tooling/sobjects/SourceMember/describe')).status).toBe(404);
  const unknown = await call('GET', '/tooling/query?q=SELECT+Nope+FROM+ApexClass');
  expect(unknown).toMatchObject({ status: 400, body: [{ errorCode: 'INVALID_FIELD' }] });
});

describe('test runs', () => {
  test('asynchronous: queue items, results and the run as rows', async () => {
    const { body } = await call('POST', '/tooling/runTestsAsynchronous', { classNames: 'AdderTest,OtherTest' });
    const jobId = body as string;
    expect(jobId).toMatch(/^707\w{15}$/);
    expect(await finished(jobId)).toMatchObject({ Status: 'Failed', MethodsFailed: 1, ClassesCompleted: 2 });
    const items = await query(
      `SELECT Id, Status, ExtendedStatus, ApexClass.Name FROM ApexTestQueueItem WHERE ParentJobId = '${jobId}' ORDER BY ApexClass.Name`
    );
    expect(items.records).toMatchObject([
      { Status: 'Completed', ExtendedStatus: '(2/3)', ApexClass: { Name: 'AdderTest' } },
      { Status: 'Completed', ExtendedStatus: '(1/1)', ApexClass: { Name: 'OtherTest' } }
    ]);
    const ids = items.records.map((item) => `'${String(item.Id)}'`).join(',');
    const results = await query(
      `SELECT MethodName, Outcome, Message, StackTrace, ApexClass.Name FROM ApexTestResult WHERE QueueItemId IN (${ids}) ORDER BY MethodName`
    );
    expect(results.records.map(({ MethodName, Outcome }) => [MethodName, Outcome])).toEqual([
      ['adds', 'Pass'],
      ['fails', 'Fail'],
      ['passes', 'Pass'],
      ['seesNoData', 'Pass']
    ]);
    expect(results.records[1]).toMatchObject({
      Message: 'System.AssertException: Assertion Failed: sums: Expected: 4, Actual: 3',
      StackTrace: expect.stringContaining('Class.AdderTest.fails: line 4')
    });
    expect(context.t.select('SELECT Name FROM Account')).toEqual([{ Name: 'present' }]);
    expect(context.t.select(`SELECT Status FROM AsyncApexJob WHERE Id = '${jobId}'`)).toEqual([
      { Status: 'Completed' }
    ]);
  });

  test('synchronous, chosen methods, by class id', async () => {
    const id = context.t.select("SELECT MAX(Id) id FROM ApexClass WHERE Name = 'AdderTest'")[0]?.id;
    const { body } = await call('POST', '/tooling/runTestsSynchronous', {
      tests: [{ classId: id, testMethods: ['adds', 'fails'] }]
    });
    expect(body).toMatchObject({
      numTestsRun: 2,
      numFailures: 1,
      successes: [{ name: 'AdderTest', methodName: 'adds' }],
      failures: [{ name: 'AdderTest', methodName: 'fails', id }]
    });
  });

  test('all tests of the org; unknown classes are refused', async () => {
    const { body } = await call('POST', '/tooling/runTestsAsynchronous', { testLevel: 'RunLocalTests' });
    expect(await finished(body as string)).toMatchObject({ ClassesCompleted: 2 });
    expect(await call('POST', '/tooling/runTestsAsynchronous', { classNames: 'Adder' })).toMatchObject({ status: 400 });
  });

  test('what the tests covered: by method, by class and trigger, and of the whole org', async () => {
    const { body } = await call('POST', '/tooling/runTestsAsynchronous', { testLevel: 'RunLocalTests' });
    await finished(body as string);
    const ofMethods = await query(
      'SELECT ApexTestClassId, TestMethodName, ApexClassOrTrigger.Id, ApexClassOrTrigger.Name, NumLinesCovered, NumLinesUncovered, Coverage FROM ApexCodeCoverage ORDER BY TestMethodName'
    );
    expect(ofMethods.records).toMatchObject([
      { TestMethodName: 'adds', ApexClassOrTrigger: { Name: 'Adder' }, NumLinesCovered: 1, NumLinesUncovered: 0 },
      { TestMethodName: 'fails', ApexClassOrTrigger: { Name: 'Adder' } },
      {
        TestMethodName: 'passes',
        ApexClassOrTrigger: { Name: 'Mark' },
        Coverage: { coveredLines: [2, 3, 4], uncoveredLines: [] }
      }
    ]);
    const adder = context.t.select("SELECT MAX(Id) id FROM ApexClass WHERE Name = 'Adder'")[0]?.id;
    const aggregate = await query(
      `SELECT ApexClassOrTrigger.Name, NumLinesCovered, NumLinesUncovered, Coverage FROM ApexCodeCoverageAggregate WHERE ApexClassorTriggerId IN ('${String(adder)}')`
    );
    expect(aggregate.records).toMatchObject([
      { ApexClassOrTrigger: { Name: 'Adder' }, Coverage: { coveredLines: [1], uncoveredLines: [] } }
    ]);
    // Four of five lines: the job's never runs.
    expect((await query('SELECT PercentCovered FROM ApexOrgWideCoverage')).records).toMatchObject([
      { PercentCovered: 80 }
    ]);
  });

  test('coverage can be left out, and comes with synchronous runs', async () => {
    const run = (skipCodeCoverage: boolean) =>
      call('POST', '/tooling/runTestsSynchronous', { tests: [{ className: 'OtherTest' }], skipCodeCoverage });
    expect((await run(true)).body).toMatchObject({ numTestsRun: 1, codeCoverage: [] });
    expect((await run(false)).body).toMatchObject({
      codeCoverage: expect.arrayContaining([
        expect.objectContaining({ name: 'Mark', type: 'Trigger', numLocations: 3, numLocationsNotCovered: 0 }),
        expect.objectContaining({ name: 'Adder', type: 'Class', numLocations: 1, numLocationsNotCovered: 1 })
      ])
    });
  });

  test('a run that is aborted leaves what has not begun', async () => {
    const { body } = await call('POST', '/tooling/runTestsAsynchronous', { classNames: 'AdderTest,OtherTest' });
    context.testRuns.abort(body as string);
    expect(await finished(body as string)).toMatchObject({ Status: 'Aborted' });
  });
});

describe('anonymous Apex', () => {
  test('by REST: on the data of the org, with its triggers, which stay at work', async () => {
    const result = await connection.tooling.executeAnonymous("insert new Account(Name = 'anonymous');");
    expect(result).toMatchObject({ compiled: true, success: true });
    expect(context.t.select("SELECT Site FROM Account WHERE Name = 'anonymous'")).toEqual([{ Site: 'marked' }]);
    if (context.apex !== undefined) context.apex.autoRun = true;
    await connection.sobject('Account').create({ Name: 'later' });
    for (
      let i = 0;
      i < 100 && context.t.select("SELECT Name FROM Account WHERE Name = 'followed'").length === 0;
      i += 1
    ) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(context.t.select("SELECT Name FROM Account WHERE Name = 'followed'")).toHaveLength(1);
    expect(context.t.select("SELECT Site FROM Account WHERE Name = 'later'")).toEqual([{ Site: 'marked' }]);
  });

  test('what does not compile, and what throws', async () => {
    expect(await connection.tooling.executeAnonymous('Integer i = nope;')).toMatchObject({
      compiled: false,
      success: false,
      line: 1,
      compileProblem: expect.stringContaining('nope')
    });
    const thrown = await connection.tooling.executeAnonymous(
      "insert new Account(Name = 'gone');\nObject o = null; o.toString();"
    );
    expect(thrown).toMatchObject({ success: false, exceptionMessage: expect.stringMatching(/NullPointerException/) });
    expect(context.t.select("SELECT Name FROM Account WHERE Name = 'gone'")).toEqual([]);
  });

  test('by SOAP, with the log when it is asked for', async () => {
    const body = `<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://soap.sforce.com/2006/08/apex">
      <env:Header><DebuggingHeader><debugLevel>DEBUGONLY</debugLevel></DebuggingHeader>
      <SessionHeader><sessionId>${context.token}</sessionId></SessionHeader></env:Header>
      <env:Body><executeAnonymous><String>System.debug('1 &lt; 2');</String></executeAnonymous></env:Body></env:Envelope>`;
    const { status, body: xml } = await call('POST', '/services/Soap/s/67.0/00D', body, {
      headers: { 'content-type': 'text/xml' }
    });
    expect(status).toBe(200);
    expect(xml).toContain('<success>true</success>');
    expect(xml).toContain('USER_DEBUG|DEBUG|1 &lt; 2');
    const refused = await call('POST', '/services/Soap/s/67.0/00D', body.replace(context.token, 'x'), {
      headers: { 'content-type': 'text/xml' }
    });
    expect([refused.status, refused.body]).toEqual([
      500,
      expect.stringContaining('<faultcode>sf:INVALID_SESSION_ID</faultcode>')
    ]);
  });
});
