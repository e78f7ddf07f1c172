import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * How quick the local org is: the package's tests with an empty and a full cache of compiled Apex, the check of 200
 * classes, the start with pages, and the ingest of one batch of 2,000 events. Each figure comes from a process of its
 * own; the floors beside them (a process that does nothing, the same rows by bare SQLite) make ratios that hold on any
 * machine. Prints JSON. It judges nothing: no test depends on it.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const LOCAL_ORG = path.join(root, 'test/local-org/src/cli/main.ts');
const INGEST = fileURLToPath(new URL('org-ingest.ts', import.meta.url));
const CLASSES = 200;
const ROUNDS = 3;
const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-org-'));

interface Timed {
  seconds: number;
  output: string;
}

function timed(parameters: string[], cache: string): Timed {
  const started = performance.now();
  const child = spawnSync(process.execPath, parameters, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, LOCAL_ORG_CACHE: cache }
  });
  if (child.status !== 0) {
    throw new Error(`${parameters.join(' ')} failed:\n${child.stdout.slice(-2000)}${child.stderr.slice(-2000)}`);
  }
  return { seconds: (performance.now() - started) / 1000, output: child.stdout.trim() };
}

/** The quickest of some rounds: what else the machine did only adds. */
function best(parameters: string[], cache: string, rounds = ROUNDS): Timed {
  const runs = Array.from({ length: rounds }, () => timed(parameters, cache));
  return runs.reduce((least, run) => (run.seconds < least.seconds ? run : least));
}

/** A project of many classes of some forty lines that use each other, as generated code for a measure may be. */
function writeClasses(directory: string): void {
  const classes = path.join(directory, 'source', 'classes');
  mkdirSync(classes, { recursive: true });
  writeFileSync(
    path.join(directory, 'sfdx-project.json'),
    JSON.stringify({ packageDirectories: [{ path: 'source', default: true }], sourceApiVersion: '67.0' })
  );
  for (let index = 0; index < CLASSES; index += 1) {
    const other = `Service${(index + 1) % CLASSES}`;
    const methods = Array.from(
      { length: 6 },
      (_, method) => `    public static Map<Id, List<Contact>> byAccount${method}(Set<Id> ids, Integer least) {
        Map<Id, List<Contact>> found = new Map<Id, List<Contact>>();
        for (Contact one : [SELECT Id, Name, AccountId FROM Contact WHERE AccountId IN :ids ORDER BY Name]) {
            if (!found.containsKey(one.AccountId)) {
                found.put(one.AccountId, new List<Contact>());
            }
            found.get(one.AccountId).add(one);
        }
        return found.size() < least ? ${other}.byAccount${method}(found.keySet(), least - 1) : found;
    }`
    );
    writeFileSync(
      path.join(classes, `Service${index}.cls`),
      `public with sharing class Service${index} {\n${methods.join('\n\n')}\n}\n`
    );
  }
}

/** Seconds until the org says that it is ready, and its memory then, in MB. */
function start(): Promise<{ seconds: number; megabytes: number }> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const parameters = ['start', '--project', '.', '--status-lines', '--cache', '.cache/local-org'];
    const child = spawn(process.execPath, [LOCAL_ORG, ...parameters, '--token-file', path.join(folder, 'token')], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit']
    });
    let output = '';
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      if (output.includes('"ready":true')) {
        const seconds = (performance.now() - started) / 1000;
        const status = readFileSync(`/proc/${String(child.pid)}/status`, 'utf8');
        child.once('exit', () => {
          resolve({ seconds, megabytes: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000 });
        });
        child.kill('SIGTERM');
      }
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (!output.includes('"ready":true')) {
        reject(new Error(`the org did not start (exit code ${String(code)})`));
      }
    });
  });
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

try {
  const warm = path.join(folder, 'cache');
  const project = path.join(folder, 'classes');
  writeClasses(project);
  const floor = best(['-e', ''], 'off').seconds;
  const cold = best([LOCAL_ORG, 'test', '--project', '.'], 'off').seconds;
  timed([LOCAL_ORG, 'test', '--project', '.'], warm);
  const tests = best([LOCAL_ORG, 'test', '--project', '.'], warm);
  timed([LOCAL_ORG, 'check', '--project', project], warm);
  const check = best([LOCAL_ORG, 'check', '--project', project], warm).seconds;
  await start();
  const ready = await start();
  const ingest = JSON.parse(best([INGEST], warm).output.split('\n').at(-1) ?? '{}') as Record<string, number>;
  console.log(
    JSON.stringify(
      {
        emptyProcessSeconds: round(floor),
        packageTests: {
          summary: tests.output.split('\n').at(-1),
          coldSeconds: round(cold),
          warmSeconds: round(tests.seconds),
          warmOverEmptyProcess: round(tests.seconds / floor)
        },
        check: { classes: CLASSES, warmSeconds: round(check), warmOverEmptyProcess: round(check / floor) },
        start: { warmSeconds: round(ready.seconds), megabytes: Math.round(ready.megabytes) },
        ingest
      },
      null,
      2
    )
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
