import { type Fault, seconds } from '../fault.ts';

export const clockSkew: Fault[] = [
  {
    name: 'clock-skew',
    title: 'two workers whose clocks are 2 hours fast and slow',
    database: 'PostgreSQL',
    provoke: async (stage) => {
      const workers = [stage.start({ clockSeconds: 7200 }), stage.start({ clockSeconds: -7200 })];
      await Promise.all(workers.map((worker) => worker.reach('ready')));
      await stage.sendOrders(3);
      await stage.ask(3);
      await seconds(3);
      await stage.strike();
      await stage.settle();
      // The other one must manage alone.
      await workers[0]?.stop();
      await stage.sendOrders(3);
      await stage.ask(3);
      await stage.settle();
    }
  }
];
