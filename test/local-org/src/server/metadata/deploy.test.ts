import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Connection } from 'jsforce';
import { startServer } from '../start-server.ts';
import type { RunningServer } from '../start-server.ts';
import type { TestContext } from '../testing.ts';
import { TemporaryProject } from '../testing/apex-project.ts';
import { caller } from '../testing/http.ts';
import type { Call } from '../testing/http.ts';
import { APEX_META, metadata, packageXml, zipOf } from '../testing/zip.ts';

const OBJECT = metadata(
  'CustomObject',
  `<deploymentStatus>Deployed</deploymentStatus>
   <fields><fullName>Code__c</fullName><externalId>true</externalId><label>Code &amp; more</label><length>20</length><type>Text</type></fields>
   <fields><fullName>Account__c</fullName><label>Account</label><referenceTo>Account</referenceTo><relationshipLabel>Crates</relationshipLabel><relationshipName>Crates</relationshipName><type>Lookup</type></fields>
   <label>Crate</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Crates</pluralLabel><sharingModel>ReadWrite</sharingModel>`
);
const klass = (name: string, body: string): Record<string, string> => ({
  [`classes/${name}.cls`]: body,
  [`classes/${name}.cls-meta.xml`]: APEX_META('ApexClass')
});
const trigger = (name: string, body: string): Record<string, string> => ({
  [`triggers/${name}.trigger`]: body,
  [`triggers/${name}.trigger-meta.xml`]: APEX_META('ApexTrigger')
});

interface Result {
  id: string;
  status: string;
  success: boolean;
  errorMessage?: string;
  numberComponentErrors: number;
  numberComponentsDeployed: number;
  numberTestErrors: number;
  numberTestsCompleted: number;
  details: {
    componentFailures: Message[];
    componentSuccesses: Message[];
    runTestResult: { numTestsRun: number; codeCoverage?: object[]; failures?: object[] };
  };
}
type Message = Record<string, unknown>;

let project: TemporaryProject;
let context: TestContext;
let server: RunningServer;
let call: Call;
let connection: Connection;

beforeEach(async () => {
  project = new TemporaryProject({
    'objects/Zebra__c/Zebra__c.object-meta.xml': metadata(
      'CustomObject',
      '<label>Zebra</label><pluralLabel>Zebras</pluralLabel><sharingModel>ReadWrite</sharingModel><nameField><label>Name</label><type>Text</type></nameField>'
    ),
    'deep/classes/Greeter.cls': "public class Greeter { public static String greet() { return 'old'; } }",
    'deep/labels/All.labels-meta.xml': metadata(
      'CustomLabels',
      '<labels><fullName>Hello</fullName><value>old</value></labels><labels><fullName>Bye</fullName><value>bye</value></labels>'
    ),
    'lwc/card/card.js': 'old',
    'lwc/card/stale.css': 'old'
  });
  context = project.open();
  server = await startServer({ context, port: 0 });
  call = caller(server, context.token);
  connection = new Connection({ instanceUrl: server.url, accessToken: context.token, version: '67.0' });
  connection.metadata.pollInterval = 10;
});
afterEach(async () => {
  await server.close();
  context.deployments.close();
  context.org.close();
  project.remove();
});

const soap = async (files: Record<string, string>, options: object = {}): Promise<Result> =>
  (await connection.metadata.deploy(zipOf(files), options).complete(true)) as unknown as Result;

async function rest(files: Record<string, string>, deployOptions: object = {}): Promise<Result> {
  const form = new FormData();
  form.set('json', new Blob([JSON.stringify({ deployOptions })], { type: 'application/json' }));
  form.set('file', new Blob([new Uint8Array(zipOf(files))], { type: 'application/zip' }), 'deploy.zip');
  const { status, body } = await call('POST', '/metadata/deployRequest', form);
  expect(status).toBe(201);
  const { id } = body as { id: string };
  for (let i = 0; i < 500; i += 1) {
    const answer = await call('GET', `/metadata/deployRequest/${id}?includeDetails=true`);
    const { deployResult } = answer.body as { deployResult: Result & { done: boolean } };
    if (deployResult.done) return deployResult;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('the deployment does not end');
}

const CRATE = {
  'package.xml': packageXml({ CustomObject: ['Crate__c'], ApexClass: ['Crates'], ApexTrigger: ['CrateTrigger'] }),
  'objects/Crate__c.object': OBJECT,
  ...klass('Crates', "public class Crates { public static String code(Crate__c c) { return c.Code__c + '!'; } }"),
  ...trigger(
    'CrateTrigger',
    'trigger CrateTrigger on Crate__c (before insert) { for (Crate__c c : Trigger.new) c.Code__c = Crates.code(c); }'
  )
};
const greeting = async (): Promise<string> => {
  const source = 'throw new IllegalArgumentException(Greeter.greet());';
  return String((await connection.tooling.executeAnonymous(source)).exceptionMessage);
};

describe('a deployment in metadata format', () => {
  test('by SOAP: schema and code are the org’s at once; its data, ids and events stay', async () => {
    const zebra = await connection.sobject('Zebra__c').create({ Name: 'striped' });
    const result = await soap(CRATE);
    expect(result).toMatchObject({ status: 'Succeeded', numberComponentErrors: 0, numberComponentsDeployed: 5 });
    const types = result.details.componentSuccesses.map(
      (one) => `${String(one.componentType)} ${String(one.fullName)}`
    );
    expect(types.sort()).toEqual([
      ' package.xml',
      'ApexClass Crates',
      'ApexTrigger CrateTrigger',
      'CustomField Crate__c.Account__c',
      'CustomField Crate__c.Code__c',
      'CustomObject Crate__c'
    ]);
    expect(result.details.componentSuccesses.find((one) => one.fullName === 'Crates')).toMatchObject({
      created: true,
      changed: true,
      fileName: 'classes/Crates.cls'
    });
    const account = await connection.sobject('Account').create({ Name: 'A' });
    const crate = await connection.sobject('Crate__c').create({ Name: 'c', Code__c: 'x', Account__c: account.id });
    expect(await connection.sobject('Crate__c').retrieve(crate.id ?? '')).toMatchObject({
      Code__c: 'x!',
      Account__c: account.id
    });
    expect(await connection.sobject('Zebra__c').retrieve(zebra.id ?? '')).toMatchObject({ Name: 'striped' });
    expect(crate.id?.slice(0, 3)).not.toBe(zebra.id?.slice(0, 3));
    expect((await connection.describe('Crate__c')).fields.find((field) => field.name === 'Code__c')).toMatchObject({
      label: 'Code & more'
    });
  });

  test('the project’s own folder stays as it was', async () => {
    const before = readdirSync(project.folder, { recursive: true }).sort();
    await soap({
      'package.xml': packageXml({ ApexClass: ['Greeter'] }),
      ...klass('Greeter', "public class Greeter { public static String greet() { return 'new'; } }")
    });
    expect(readdirSync(project.folder, { recursive: true }).sort()).toEqual(before);
    expect(await greeting()).toContain('new');
  });

  test('a component takes the place of the one that lies elsewhere; labels are merged, bundles replaced', async () => {
    const result = await soap({
      'package.xml': packageXml({ ApexClass: ['*'], CustomLabel: ['Hello'], LightningComponentBundle: ['card'] }),
      ...klass(
        'Greeter',
        'public class Greeter { public static String greet() { return System.Label.Hello + System.Label.Bye; } }'
      ),
      'labels/CustomLabels.labels': metadata(
        'CustomLabels',
        '<labels><fullName>Hello</fullName><value>hey</value></labels>'
      ),
      'lwc/card/card.js': 'new',
      'lwc/card/card.js-meta.xml': metadata('LightningComponentBundle', '<apiVersion>67.0</apiVersion>')
    });
    expect(result).toMatchObject({ status: 'Succeeded', numberComponentsDeployed: 3 });
    expect(await greeting()).toContain('heybye');
    const { root, lwcDirectories, apex } = context.org.project;
    expect(apex.filter((unit) => unit.name === 'Greeter')).toHaveLength(1);
    const card = lwcDirectories.get('card') ?? '';
    expect(card.startsWith(root)).toBe(true);
    expect(readFileSync(path.join(card, 'card.js'), 'utf8')).toBe('new');
    expect(existsSync(path.join(card, 'stale.css'))).toBe(false);
  });

  test('fields alone: the object’s own properties stay', async () => {
    const result = await soap({
      'package.xml': packageXml({ CustomField: ['Zebra__c.Stripes__c', 'Account.Herd__c'] }),
      'objects/Zebra__c.object': metadata(
        'CustomObject',
        '<fields><fullName>Stripes__c</fullName><label>Stripes</label><precision>4</precision><scale>0</scale><type>Number</type></fields>'
      ),
      'objects/Account.object': metadata(
        'CustomObject',
        '<fields><fullName>Herd__c</fullName><label>Herd</label><length>9</length><type>Text</type></fields>'
      )
    });
    expect(result.status).toBe('Succeeded');
    expect(await connection.describe('Zebra__c')).toMatchObject({ label: 'Zebra' });
    expect(await connection.sobject('Account').create({ Name: 'a', Herd__c: 'h' })).toMatchObject({ success: true });
  });
});

test('jobs that wait when the org is replaced are done, and ids go on', async () => {
  await soap({
    'package.xml': packageXml({ ApexClass: ['Job'], ApexTrigger: ['Queue'] }),
    ...klass(
      'Job',
      "public class Job implements Queueable { public void execute(QueueableContext c) { insert new Account(Name = 'by the job'); } }"
    ),
    ...trigger(
      'Queue',
      "trigger Queue on Account (after insert) { if (Trigger.new[0].Name == 'first') System.enqueueJob(new Job()); }"
    )
  });
  if (context.apex !== undefined) context.apex.autoRun = false;
  await connection.sobject('Account').create({ Name: 'first' });
  expect(context.apex).toBeDefined();
  expect(await connection.metadata.deploy(zipOf({ 'package.xml': packageXml({}) }), {}).complete(true)).toMatchObject({
    status: 'Succeeded'
  });
  await connection.sobject('Account').create({ Name: 'second' });
  const { records } = await connection.query('SELECT Id, Name FROM Account ORDER BY Id');
  expect(records.map((record) => record.Name as string)).toEqual(['first', 'by the job', 'second']);
});

describe('what fails leaves the org as it was', () => {
  test('code that does not compile, with its place', async () => {
    const result = await soap({
      'package.xml': packageXml({ ApexClass: ['Greeter', 'Broken'] }),
      ...klass('Greeter', "public class Greeter { public static String greet() { return 'new'; } }"),
      ...klass('Broken', 'public class Broken {\n  Integer a = nope;\n}')
    });
    expect(result).toMatchObject({ status: 'Failed', success: false, numberComponentErrors: 1 });
    expect(result.details.componentFailures).toMatchObject([
      {
        componentType: 'ApexClass',
        fullName: 'Broken',
        fileName: 'classes/Broken.cls',
        problemType: 'Error',
        problem: 'Variable does not exist: nope',
        lineNumber: 2,
        columnNumber: 15
      }
    ]);
    expect(await greeting()).toContain('old');
  });

  test('a formula that names no field', async () => {
    const formula =
      '<fields><fullName>Twice__c</fullName><label>Twice</label><type>Number</type><precision>6</precision><scale>0</scale><formula>Nothing__c * 2</formula></fields>';
    const result = await soap({
      'package.xml': packageXml({ CustomField: ['Zebra__c.Twice__c'] }),
      'objects/Zebra__c.object': metadata('CustomObject', formula)
    });
    expect(result).toMatchObject({ status: 'Failed', success: false });
    expect(result.details.componentFailures).toMatchObject([
      { componentType: 'CustomField', fullName: 'Zebra__c.Twice__c', problem: expect.stringContaining('Nothing__c') }
    ]);
    expect(context.org.schema.object('Zebra__c')?.fields.has('twice__c')).toBe(false);
  });

  test('code that breaks other code of the org', async () => {
    await soap({
      'package.xml': packageXml({ ApexClass: ['User1'] }),
      ...klass('User1', 'public class User1 { String s = Greeter.greet(); }')
    });
    const result = await soap({
      'package.xml': packageXml({ ApexClass: ['Greeter'] }),
      ...klass('Greeter', 'public class Greeter {}')
    });
    expect(result.details.componentFailures).toMatchObject([{ fullName: 'User1', componentType: 'ApexClass' }]);
    expect(await greeting()).toContain('old');
  });

  test.each([
    [
      'metadata that cannot be',
      {
        'objects/Zebra__c.object': metadata(
          'CustomObject',
          '<fields><fullName>A__c</fullName><type>Txt</type></fields>'
        )
      },
      'CustomField Zebra__c.A__c',
      'Txt'
    ],
    [
      'XML that is not well-formed',
      { 'objects/Zebra__c.object': '<CustomObject>' },
      ' objects/Zebra__c.object',
      'unclosed tag'
    ],
    ['a file of no type', { 'nonsense/x.y': '' }, ' nonsense/x.y', 'no folder of a metadata type']
  ])('%s', async (_, files, name, problem) => {
    const result = await soap({ 'package.xml': packageXml({}), ...files });
    expect(result.status).toBe('Failed');
    const [failure] = result.details.componentFailures;
    expect(`${String(failure?.componentType)} ${String(failure?.fullName)}`).toBe(name);
    expect(failure?.problem).toMatch(new RegExp(problem, 'i'));
  });

  test('members that the zip lacks, no manifest, no zip', async () => {
    const missing = await soap({ 'package.xml': packageXml({ ApexClass: ['Nope'] }) });
    expect(missing.details.componentFailures[0]?.problem).toBe(
      "An object 'Nope' of type ApexClass was named in package.xml, but was not found in zipped directory"
    );
    expect(await soap({ 'classes/A.cls': 'public class A {}' })).toMatchObject({
      status: 'Failed',
      errorMessage: 'No package.xml found'
    });
    const garbage = await connection.metadata.deploy(Buffer.from('no zip'), {}).complete(true);
    expect(garbage).toMatchObject({ status: 'Failed', errorMessage: expect.stringContaining('cannot be read') });
  });

  test('without rollback, what is good is deployed', async () => {
    const result = await soap(
      {
        'package.xml': packageXml({ ApexClass: ['*'] }),
        ...klass('Greeter', "public class Greeter { public static String greet() { return 'new'; } }"),
        ...klass('Broken', 'public class Broken { Nope n; }')
      },
      { rollbackOnError: false }
    );
    expect(result).toMatchObject({ status: 'SucceededPartial', numberComponentErrors: 1, numberComponentsDeployed: 1 });
    expect(await greeting()).toContain('new');
  });

  test('only an administrator deploys', async () => {
    const token = context.sessions.create(
      context.t.insert('User', {
        Username: 'u@x.example',
        LastName: 'u',
        Alias: 'u',
        Email: 'u@x.example',
        TimeZoneSidKey: 'GMT',
        LocaleSidKey: 'en_US',
        LanguageLocaleKey: 'en_US',
        EmailEncodingKey: 'UTF-8',
        ProfileId: String(context.t.select("SELECT MAX(Id) id FROM Profile WHERE Name = 'Standard User'")[0]?.id)
      })
    ).token;
    const form = new FormData();
    form.set('json', '{}');
    form.set('file', new Blob([new Uint8Array(zipOf({}))]), 'a.zip');
    expect((await call('POST', '/metadata/deployRequest', form, { token })).status).toBe(403);
  });
});

describe('options', () => {
  const TESTED = {
    'package.xml': packageXml({ ApexClass: ['*'] }),
    ...klass(
      'GreeterTest',
      "@IsTest class GreeterTest {\n  @IsTest static void same() { System.assertEquals('old', Greeter.greet()); }\n}"
    ),
    ...klass('Greeter', "public class Greeter { public static String greet() { return 'new'; } }")
  };

  test('tests that fail undo the deployment', async () => {
    const result = await rest(TESTED, { testLevel: 'RunSpecifiedTests', runTests: ['GreeterTest'] });
    expect(result).toMatchObject({ status: 'Failed', numberTestErrors: 1, numberComponentErrors: 0 });
    expect(result.details.runTestResult.failures).toMatchObject([
      { name: 'GreeterTest', methodName: 'same', stackTrace: expect.stringContaining('line 2') }
    ]);
    expect(result.details.runTestResult.codeCoverage).toContainEqual(
      expect.objectContaining({ name: 'Greeter', numLocations: 1, numLocationsNotCovered: 0 })
    );
    expect(await greeting()).toContain('old');
    expect(await rest(TESTED, { testLevel: 'NoTestRun' })).toMatchObject({
      status: 'Succeeded',
      numberTestsCompleted: 0
    });
    expect(await greeting()).toContain('new');
    expect(await rest({ 'package.xml': packageXml({}) }, { testLevel: 'RunLocalTests' })).toMatchObject({
      status: 'Failed',
      numberTestErrors: 1
    });
  });

  test('a check deploys nothing', async () => {
    expect(await rest(CRATE, { checkOnly: true })).toMatchObject({ status: 'Succeeded', numberComponentsDeployed: 5 });
    await expect(connection.describe('Crate__c')).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
  });

  test('destructive changes; what is not there is a warning', async () => {
    await soap(CRATE);
    const gone = { ApexTrigger: ['CrateTrigger'], ApexClass: ['Crates', 'Nope'], CustomField: ['Crate__c.Code__c'] };
    const files = { 'package.xml': packageXml({}), 'destructiveChanges.xml': packageXml(gone) };
    expect(await soap(files)).toMatchObject({ status: 'Failed' });
    const result = await soap(files, { ignoreWarnings: true });
    expect(result.status).toBe('Succeeded');
    expect(result.details.componentSuccesses.find((one) => one.fullName === 'Nope')).toMatchObject({
      problemType: 'Warning',
      problem: 'No ApexClass named: Nope found'
    });
    expect((await connection.describe('Crate__c')).fields.map((field) => field.name)).not.toContain('Code__c');
    expect(await connection.query("SELECT Name FROM ApexClass WHERE Name = 'Crates'")).toMatchObject({ totalSize: 0 });
    expect(await connection.query("SELECT Name FROM ApexClass WHERE Name = 'Greeter'")).toMatchObject({ totalSize: 1 });
    const still = await soap({
      'package.xml': packageXml({}),
      'destructiveChanges.xml': packageXml({ CustomObject: ['Crate__c'] })
    });
    expect(still.status).toBe('Succeeded');
    await expect(connection.describe('Crate__c')).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
  });

  test('one that waits can be canceled', async () => {
    const options = {
      checkOnly: false,
      ignoreWarnings: false,
      rollbackOnError: true,
      runTests: [],
      testLevel: 'NoTestRun'
    };
    const id = context.deployments.enqueue(zipOf(CRATE), options, context.org.users.admin);
    expect(context.deployments.cancel(id)).toBe(true);
    expect((await call('GET', `/metadata/deployRequest/${id}`)).body).toMatchObject({
      deployResult: { status: 'Canceled', done: true }
    });
    const late = await call('PATCH', `/metadata/deployRequest/${id}`, { deployResult: { status: 'Canceling' } });
    expect(late).toMatchObject({ status: 400, body: [{ errorCode: 'INVALID_ID_FIELD' }] });
    expect((await call('GET', '/metadata/deployRequest/0Af000000000000AAA')).status).toBe(404);
  });
});

test('source format, as it lies in a project', async () => {
  const result = await rest({
    'force-app/main/default/objects/Crate__c/Crate__c.object-meta.xml': metadata(
      'CustomObject',
      '<label>Crate</label><pluralLabel>Crates</pluralLabel><sharingModel>ReadWrite</sharingModel><nameField><label>Name</label><type>Text</type></nameField>'
    ),
    'force-app/main/default/objects/Crate__c/fields/Code__c.field-meta.xml': metadata(
      'CustomField',
      '<fullName>Code__c</fullName><label>Code</label><length>20</length><type>Text</type>'
    ),
    'force-app/main/documents/classes/Packing.cls': 'public class Packing {}',
    'force-app/main/documents/classes/Packing.cls-meta.xml': APEX_META('ApexClass'),
    'force-app/main/default/permissionsets/Packer.permissionset-meta.xml': metadata(
      'PermissionSet',
      '<label>Packer</label>'
    )
  });
  expect(result.details.componentFailures).toEqual([]);
  expect(result).toMatchObject({ status: 'Succeeded', numberComponentsDeployed: 4 });
  expect(context.org.project.apex.map((unit) => unit.name)).toContain('Packing');
  expect(await connection.sobject('Crate__c').create({ Name: 'n', Code__c: 'c' })).toMatchObject({ success: true });
  expect(await connection.query("SELECT Id FROM PermissionSet WHERE Name = 'Packer'")).toMatchObject({ totalSize: 1 });
});

test('descriptions and lists of metadata', async () => {
  const described = await connection.metadata.describe('67.0');
  expect(described.metadataObjects.find((type) => type.xmlName === 'CustomObject')).toMatchObject({
    directoryName: 'objects',
    suffix: 'object'
  });
  const listed = await connection.metadata.list({ type: 'ApexClass' }, '67.0');
  expect([listed].flat()).toMatchObject([{ fullName: 'Greeter', type: 'ApexClass' }]);
  await expect(connection.metadata.read('CustomObject', 'Account')).rejects.toThrow(/not emulated/);
});
