import { type Fault, seconds } from '../fault.ts';

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
    title: 'connections to the Pub/Sub API cut while it publishes',
    database: 'PGlite',
    provoke: async (stage) => {
      const { pubSub } = stage.system;
      stage.start();
      for (let times = 0; times < 6; times += 1) {
        await stage.sendOrders(2);
        await seconds(0.15 * times);
        await pubSub.shut();
        await pubSub.open();
        if (times === 3) await stage.strike();
      }
      await stage.settle();
    }
  }
];
