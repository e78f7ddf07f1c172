import { type Fault, seconds } from '../fault.ts';

const LEASE_SECONDS = 15;

export const lease: Fault[] = [
  {
    name: 'lease-lost',
    title: 'holders of the leases stopped for longer than the lease, then continued',
    database: 'PostgreSQL',
    provoke: async (stage) => {
      const workers = [stage.start(), stage.start(), stage.start()];
      await Promise.all(workers.map((worker) => worker.reach('ready')));
      for (const [index, worker] of workers.slice(0, 2).entries()) {
        await stage.sendOrders(3);
        await stage.ask(2);
        await seconds(0.4);
        worker.freeze();
        await stage.sendOrders(3);
        if (index === 0) await stage.strike();
        await seconds(LEASE_SECONDS + 3);
        await stage.sendOrders(2);
        worker.thaw();
      }
      await stage.sendOrders(1);
      await stage.settle();
    }
  }
];
