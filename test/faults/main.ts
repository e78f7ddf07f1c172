import { Command } from 'commander';
import { messageOf } from '../../middleware/src/telemetry/log.ts';
import type { Fault } from './fault.ts';
import { FAULTS } from './faults/index.ts';
import { type Outcome, report } from './report.ts';
import { Stage } from './stage.ts';
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
} else await provokeAll();

async function provokeAll(): Promise<void> {
  console.error('Starting a local org and PostgreSQL …');
  const system = await System.start();
  const outcomes: Outcome[] = [];
  try {
    for (const [index, fault] of chosen.entries()) {
      console.error(`${String(index + 1).padStart(2)}/${chosen.length} ${fault.name}: ${fault.title}`);
      const outcome = await provoke(system, fault);
      outcomes.push(outcome);
      const { seconds, note, faults } = outcome;
      console.error(
        `      ${faults.length === 0 ? 'ok' : 'FAILED'} in ${seconds.toFixed(0)} s${note === '' ? '' : `; ${note}`}`
      );
      for (const line of faults) console.error(`      - ${line}`);
    }
  } finally {
    await system.stop();
  }
  console.log(json ? JSON.stringify(outcomes, null, 2) : `\n${report(outcomes)}`);
  if (outcomes.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
}

async function provoke(system: System, fault: Fault): Promise<Outcome> {
  const started = performance.now();
  const { name, title } = fault;
  const outcomeOf = (rest: Pick<Outcome, 'faults' | 'note' | 'verdict'>): Outcome => ({
    name,
    title,
    seconds: (performance.now() - started) / 1000,
    ...rest
  });
  const stage = await Stage.open(system, fault);
  let trouble: string[] = [];
  try {
    await fault.provoke(stage).catch((error: unknown) => {
      const complaints = stage.workers.flatMap((worker) => worker.complaints.slice(-5));
      trouble = [messageOf(error), ...complaints.map((line) => `log: ${line}`)];
    });
    await system.restore();
    const verdict = await stage.verdict();
    return outcomeOf({ verdict, note: stage.note, faults: [...trouble, ...verdict.faults] });
  } catch (error) {
    return outcomeOf({ note: stage.note, faults: [...trouble, messageOf(error)] });
  } finally {
    await system.restore();
    await stage.close();
  }
}
