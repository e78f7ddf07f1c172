import { type Fault, seconds } from '../fault.ts';
import type { Stage } from '../stage.ts';
import type { Worker } from '../worker.ts';

/** What the middleware logs when a step is committed: each is a moment between two steps. */
const MOMENTS = ['file received', 'files translated', 'documents published', 'requests received', 'request'];

/**
 * The stream opens when the lease of the killed process has run out; what was asked before is found in the outbox. So
 * further requests are made until one comes by the stream.
 */
async function ringUntilHeard(stage: Stage, worker: Worker): Promise<void> {
  for (let times = 0; times < 15 && worker.seen('requests received') === 0; times += 1) {
    await stage.ask(1);
    await seconds(2);
  }
}

async function killAtEachStep(stage: Stage): Promise<void> {
  for (const moment of MOMENTS) {
    const worker = stage.start();
    await worker.reach('ready');
    await stage.sendOrders(2);
    await stage.ask(2);
    if (moment === 'requests received') await ringUntilHeard(stage, worker);
    await worker.reach(moment);
    await worker.kill();
    if (moment === 'documents published') await stage.strike();
  }
  stage.start();
  await stage.settle();
}

export const kills: Fault[] = (['PGlite', 'PostgreSQL'] as const).map((database) => ({
  name: `kill-${database.toLowerCase()}`,
  title: `kill −9 after each step, ${database}`,
  database,
  provoke: killAtEachStep
}));
