import { until } from '../../../middleware/src/testing/wait.ts';
import { type Fault, seconds } from '../fault.ts';

/** From the mailbox to the publish, when all is well. */
const PROMPT_SECONDS = 4;

export const database: Fault[] = [
  {
    name: 'database-restart',
    title: 'PostgreSQL restarted and crashed while work goes on',
    database: 'PostgreSQL',
    provoke: async (stage) => {
      const { postgres } = stage.system;
      const worker = stage.start();
      await worker.reach('ready');
      for (const how of ['fast', 'immediate'] as const) {
        await stage.sendOrders(5);
        await stage.ask(3);
        await worker.reach('file received', worker.seen('file received') + 1);
        await postgres.halt(how);
        await stage.sendOrders(1);
        await seconds(1);
        if (how === 'fast') await stage.strike();
        await postgres.resume();
      }
      await stage.settle();
      const started = Date.now();
      const before = worker.seen('documents published');
      await stage.sendOrders(1);
      await until('it publishes again', () => worker.seen('documents published') > before);
      const took = (Date.now() - started) / 1000;
      if (took > PROMPT_SECONDS) throw new Error(`After the restarts an order takes ${took} seconds.`);
      stage.note = `then ${took.toFixed(1)} s from mailbox to publish`;
      await stage.settle();
    }
  }
];
