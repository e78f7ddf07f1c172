import { type Fault, seconds } from '../fault.ts';

/** The outbox is read so often for what no event has told. */
const SWEEP_SECONDS = 121;

export const streams: Fault[] = [
  {
    name: 'dead-streams',
    title: 'event streams killed while requests come',
    database: 'PGlite',
    provoke: async (stage) => {
      const { org } = stage.system;
      const worker = stage.start();
      await stage.askUntilHeard(worker);
      for (let times = 0; times < 4; times += 1) {
        await stage.ask(2);
        await org.fault({ kind: 'killStreams' });
        await stage.ask(1);
        if (times === 1) await stage.strike();
      }
      await stage.sendOrders(1);
      await stage.settle();
    }
  },
  {
    name: 'zombie-streams',
    title: 'event streams open and mute; found by reading the outbox',
    database: 'PGlite',
    provoke: async (stage) => {
      const { org } = stage.system;
      const worker = stage.start({ clockStep: SWEEP_SECONDS });
      await stage.askUntilHeard(worker);
      await stage.sendOrders(1);
      await stage.settle();
      await org.fault({ kind: 'zombieStreams' });
      await stage.ask(3);
      await seconds(2);
      await stage.strike();
      worker.moveClock();
      await stage.settle();
      await org.clearFaults();
    }
  },
  {
    name: 'replay-expired',
    title: 'replay id expired while the middleware was stopped',
    database: 'PGlite',
    provoke: async (stage) => {
      const { org } = stage.system;
      const worker = stage.start();
      await stage.askUntilHeard(worker);
      await stage.sendOrders(1);
      await stage.settle();
      await worker.kill();
      await stage.ask(2);
      await org.fault({ kind: 'replayIdExpired', topic: '/event/Outbound_Event__e' });
      await stage.strike();
      const next = stage.start();
      await next.reach('events may have been missed; the outbox is read');
      await stage.ask(2);
      await stage.settle();
    }
  },
  {
    name: 'bells-lost',
    title: 'requests whose events were lost',
    database: 'PGlite',
    provoke: async (stage) => {
      const worker = stage.start({ clockStep: SWEEP_SECONDS });
      await stage.askUntilHeard(worker);
      await stage.sendOrders(1);
      await stage.settle();
      await stage.ask(4, { ring: false });
      await stage.strike();
      worker.moveClock();
      await stage.settle();
    }
  }
];
