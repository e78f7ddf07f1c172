import type { Fault } from '../fault.ts';
import type { Stage } from '../stage.ts';

/** What the middleware logs when a step is committed: each is a moment between two steps. */
const MOMENTS = ['file received', 'files translated', 'documents published', 'requests received', 'request'];

async function killAtEachStep(stage: Stage): Promise<void> {
  for (const moment of MOMENTS) {
    const worker = stage.start();
    await worker.reach('ready');
    await stage.sendOrders(2);
    await stage.ask(2);
    if (moment === 'requests received') await stage.askUntilHeard(worker);
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
