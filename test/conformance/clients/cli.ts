import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ADMIN_USERNAME } from '../../local-org/src/platform/base-data.ts';
import { writeCliProject } from './cli-project.ts';
import { ConformanceOrg } from './org.ts';
import { SalesforceCli, installCli } from './salesforce-cli.ts';
import type { CliResult } from './salesforce-cli.ts';

/** What the Salesforce CLI must do with the org. The cases build on each other: they are one session at a terminal. */
interface Case {
  name: string;
  run: (cli: SalesforceCli, org: ConformanceOrg) => Promise<void>;
}

function succeeded(result: CliResult): CliResult {
  assert.equal(result.code, 0, result.output);
  return result;
}

/** `result` of a command that ran with `--json` and succeeded. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller says what the command gives
const resultOf = <T>(result: CliResult): T => succeeded(result).json() as T;

function failed(result: CliResult, pattern: RegExp): void {
  assert.notEqual(result.code, 0, result.output);
  assert.match(result.output, pattern);
}

const SOAP = { SF_ORG_METADATA_REST_DEPLOY: 'false' };
const REST = { SF_ORG_METADATA_REST_DEPLOY: 'true' };
const query = async <T>(cli: SalesforceCli, soql: string): Promise<T[]> =>
  resultOf<{ records: T[] }>(await cli.run(['data', 'query', '--query', soql, '--json'])).records;

const CASES: Case[] = [
  {
    name: 'org login jwt',
    run: async (cli, org) => {
      const parameters = ['--client-id', 'middleware', '--jwt-key-file', 'key.pem', '--username', ADMIN_USERNAME];
      const result = succeeded(
        await cli.run([
          'org',
          'login',
          'jwt',
          ...parameters,
          '--instance-url',
          org.server.url,
          '--set-default',
          '--json'
        ])
      );
      assert.equal(resultOf<{ orgId: string }>(result).orgId, org.context.org.organizationId);
    }
  },
  {
    name: 'org login access-token, with a trailing slash; org display',
    run: async (cli, org) => {
      const environment = { SF_ACCESS_TOKEN: org.context.token };
      const url = `${org.server.url}/`;
      succeeded(
        await cli.run(
          ['org', 'login', 'access-token', '--instance-url', url, '--no-prompt', '--alias', 'by-token'],
          environment
        )
      );
      succeeded(await cli.run(['data', 'query', '--query', 'SELECT Id FROM Organization', '--target-org', 'by-token']));
      const shown = succeeded(await cli.run(['org', 'display', '--json']));
      assert.equal(resultOf<{ connectedStatus: string }>(shown).connectedStatus, 'Connected');
    }
  },
  {
    name: 'project deploy start by SOAP',
    run: async (cli) => {
      const result = succeeded(
        await cli.run(['project', 'deploy', 'start', '--source-dir', 'force-app', '--json'], SOAP)
      );
      const { status, numberComponentsDeployed, files } = resultOf<{
        status: string;
        numberComponentsDeployed: number;
        files: { state: string }[];
      }>(result);
      assert.deepEqual(
        [status, numberComponentsDeployed, files.every(({ state }) => state === 'Created')],
        ['Succeeded', 4, true]
      );
    }
  },
  {
    name: 'project deploy start by REST, with tests that fail: the component, the method and the line',
    run: async (cli) => {
      const tests = ['--test-level', 'RunSpecifiedTests', '--tests', 'CratesTest'];
      const result = await cli.run(['project', 'deploy', 'start', '--source-dir', 'force-app', ...tests], REST);
      failed(result, /CratesTest\.fails: line 4/);
      assert.match(result.output, /Passing: 1\s+Failing: 1/);
    }
  },
  {
    name: 'project deploy start by REST, with one test that passes',
    run: async (cli) => {
      const tests = ['--test-level', 'RunSpecifiedTests', '--tests', 'CratesTest.counts'];
      succeeded(await cli.run(['project', 'deploy', 'start', '--source-dir', 'force-app', ...tests], REST));
    }
  },
  {
    name: 'project deploy start of code that does not compile: its line and column',
    run: async (cli) => {
      const result = await cli.run(['project', 'deploy', 'start', '--metadata-dir', 'broken-metadata'], SOAP);
      failed(result, /Variable does not exist: nope/);
      assert.match(result.output, /2:17/);
    }
  },
  {
    name: 'apex run test, synchronous',
    run: async (cli) => {
      const result = await cli.run(['apex', 'run', 'test', '--class-names', 'CratesTest', '--synchronous', '--json']);
      const { summary } = (JSON.parse(result.output) as { result: { summary: { testsRan: number; failing: number } } })
        .result;
      assert.deepEqual([result.code, summary.testsRan, summary.failing], [100, 2, 1]);
    }
  },
  {
    name: 'apex run test, asynchronous, with the message and the trace',
    run: async (cli) => {
      const result = await cli.run([
        'apex',
        'run',
        'test',
        '--class-names',
        'CratesTest',
        '--wait',
        '5',
        '--result-format',
        'human'
      ]);
      assert.equal(result.code, 100, result.output);
      assert.match(result.output, /CratesTest\.counts\s+Pass/);
      assert.match(result.output, /Assertion Failed: two: Expected: 2, Actual: 0/);
    }
  },
  {
    name: 'apex run test with code coverage: of the class, by method, of the org',
    run: async (cli) => {
      const result = await cli.run([
        'apex',
        'run',
        'test',
        '--class-names',
        'CratesTest',
        '--code-coverage',
        '--detailed-coverage',
        '--wait',
        '5',
        '--json'
      ]);
      const { coverage, summary } = (
        JSON.parse(result.output) as {
          result: {
            coverage: { coverage: { name: string; coveredPercent: number }[] };
            summary: { orgWideCoverage: string };
          };
        }
      ).result;
      assert.deepEqual(
        coverage.coverage.map(({ name, coveredPercent }) => [name, coveredPercent]),
        [['Crates', 100]]
      );
      // The org has a class of its own besides.
      assert.match(summary.orgWideCoverage, /^[1-9]\d*%$/);
    }
  },
  {
    name: 'data search',
    run: async (cli) => {
      const found = await cli.run(['data', 'search', '--query', 'FIND {nothing} RETURNING Account(Name)', '--json']);
      assert.deepEqual(resultOf<{ searchRecords: unknown[] }>(found).searchRecords, []);
    }
  },
  {
    name: 'apex run',
    run: async (cli) => {
      const result = succeeded(await cli.run(['apex', 'run', '--file', 'block.apex']));
      assert.match(result.output, /USER_DEBUG\|.*hello 1/);
      failed(await cli.run(['apex', 'run', '--file', 'throwing.apex']), /System\.IllegalArgumentException: on purpose/);
    }
  },
  {
    name: 'data create, get, update and delete record',
    run: async (cli) => {
      const where = ['--sobject', 'Crate__c', '--where', "Name='c1'"];
      succeeded(
        await cli.run(['data', 'create', 'record', '--sobject', 'Crate__c', '--values', "Name='c1' Size__c=3"])
      );
      succeeded(await cli.run(['data', 'update', 'record', ...where, '--values', 'Size__c=4']));
      const got = succeeded(await cli.run(['data', 'get', 'record', ...where, '--json']));
      assert.equal(resultOf<{ Size__c: number }>(got).Size__c, 4);
      succeeded(await cli.run(['data', 'delete', 'record', ...where]));
      assert.deepEqual(await query(cli, "SELECT Id FROM Crate__c WHERE Name = 'c1'"), []);
    }
  },
  {
    name: 'data import tree; data query with parents and children, as a table',
    run: async (cli) => {
      succeeded(await cli.run(['data', 'import', 'tree', '--files', 'tree.json']));
      const soql = 'SELECT Name, Owner.Name, (SELECT LastName FROM Contacts) FROM Account';
      const result = succeeded(await cli.run(['data', 'query', '--query', soql]));
      assert.match(result.output, /Tree\s.*Administrator\s.*/);
      assert.match(result.output, /Leaf/);
      const grouped = await query<{ n: number }>(cli, 'SELECT COUNT(Id) n FROM Contact');
      assert.equal(grouped[0]?.n, 1);
      failed(await cli.run(['data', 'query', '--query', 'SELECT Nope FROM Account']), /No such column 'Nope'/);
    }
  },
  {
    name: 'sobject describe, org list limits, org list metadata',
    run: async (cli) => {
      const described = succeeded(await cli.run(['sobject', 'describe', '--sobject', 'Crate__c', '--json']));
      const { fields } = resultOf<{ fields: { name: string; type: string }[] }>(described);
      assert.equal(fields.find(({ name }) => name === 'Size__c')?.type, 'double');
      assert.match(succeeded(await cli.run(['org', 'list', 'limits'])).output, /DailyApiRequests/);
      assert.match(
        succeeded(await cli.run(['org', 'list', 'metadata', '--metadata-type', 'ApexClass'])).output,
        /Crates/
      );
    }
  },
  {
    name: 'project delete source',
    run: async (cli) => {
      succeeded(await cli.run(['project', 'delete', 'source', '--metadata', 'ApexClass:CratesTest', '--no-prompt']));
      assert.ok(!cli.has('force-app/main/default/classes/CratesTest.cls'));
      const classes = [
        'data',
        'query',
        '--use-tooling-api',
        '--query',
        "SELECT Name FROM ApexClass WHERE Name LIKE 'Crates%'"
      ];
      const { records } = resultOf<{ records: { Name: string }[] }>(await cli.run([...classes, '--json']));
      assert.deepEqual(
        records.map(({ Name }) => Name),
        ['Crates']
      );
    }
  },
  {
    name: 'what is not emulated says so: data upsert bulk, project retrieve start',
    run: async (cli) => {
      const bulk = ['--sobject', 'Crate__c', '--file', 'bulk.csv', '--external-id', 'Name', '--wait', '1'];
      failed(await cli.run(['data', 'upsert', 'bulk', ...bulk]), /not emulated/);
      failed(await cli.run(['project', 'retrieve', 'start', '--metadata', 'ApexClass:Crates']), /not emulated/);
    }
  }
];

await installCli((text) => console.log(text));
const folder = mkdtempSync(path.join(tmpdir(), 'local-org-cli-'));
const project = path.join(folder, 'project');
writeCliProject(project);
const org = await ConformanceOrg.start();
const cli = new SalesforceCli(path.join(folder, 'home'), project);
writeFileSync(path.join(project, 'key.pem'), org.context.privateKey, { mode: 0o600 });
let passed = 0;
let broken = 0;
for (const { name, run } of CASES) {
  const started = performance.now();
  try {
    await run(cli, org);
    passed += 1;
    console.log(`ok   ${name} (${Math.round(performance.now() - started)} ms)`);
  } catch (error) {
    broken += 1;
    console.log(`FAIL ${name}\n${(error instanceof Error ? error.message : String(error)).replaceAll(/^/gm, '     ')}`);
  }
}
await org.stop();
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${broken} failed`);
process.exitCode = broken === 0 ? 0 : 1;
