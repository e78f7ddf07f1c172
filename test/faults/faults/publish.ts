import { until } from '../../../middleware/src/testing/wait.ts';
import { type Fault, seconds } from '../fault.ts';

/** More than the calls that come before it on its connection, less than two orders. */
const BYTES_OF_A_PUBLISH = 3000;

export const publish: Fault[] = [
  {
    name: 'partial-publish',
    title: 'single events of a request fail, again and again',
    database: 'PGlite',
    provoke: async (stage) => {
      await stage.system.org.fault({
        kind: 'failEvents',
        indexes: [0, 3, 5, 9],
        topic: '/event/Document_Event__e',
        times: 3
      });
      await stage.sendOrders(6);
      stage.start();
      await seconds(3);
      await stage.strike();
      await stage.settle();
    }
  },
  {
    name: 'allocation-exhausted',
    title: 'hourly allocation of events used up',
    database: 'PGlite',
    provoke: async (stage) => {
      const worker = stage.start({ clockStep: 61 });
      await stage.sendOrders(1);
      await stage.settle();
      await stage.system.org.fault({ kind: 'allocationUsedUp', allocation: 'publishing' });
      worker.moveClock();
      await stage.sendOrders(4);
      await worker.reach('files translated', worker.seen('files translated') + 1);
      await seconds(2);
      await stage.strike();
      await stage.system.org.clearFaults();
      worker.moveClock();
      await stage.sendOrders(1);
      await stage.settle();
    }
  },
  {
    name: 'answers-of-publish-lost',
    title: 'events taken by the org, answers lost with the connection',
    database: 'PGlite',
    provoke: async (stage) => {
      const { pubSub } = stage.system;
      const worker = stage.start();
      await worker.reach('ready');
      await stage.sendOrders(1);
      await stage.settle();
      for (let times = 1; times <= 5; times += 1) {
        const before = pubSub.answersLost;
        pubSub.loseAnswerAfter(BYTES_OF_A_PUBLISH);
        await stage.sendOrders(2);
        await until('the answer to a publish is lost', () => pubSub.answersLost > before);
        if (times === 3) await stage.strike();
      }
      await stage.settle();
    }
  },
  {
    name: 'publish-cut-off',
    title: 'connections to the Pub/Sub API cut again and again while it publishes',
    database: 'PGlite',
    provoke: async (stage) => {
      const { pubSub } = stage.system;
      const worker = stage.start();
      await worker.reach('ready');
      for (let times = 1; times <= 12; times += 1) {
        await stage.sendOrders(1);
        await seconds(0.1 * (times % 5));
        await pubSub.shut();
        await pubSub.open();
        if (times === 6) await stage.strike();
      }
      await stage.settle();
    }
  }
];
