import { type Fault, seconds } from '../fault.ts';

const HOURS = 6;

export const org: Fault[] = [
  {
    name: 'token-expiry',
    title: 'tokens of the org and of the grid expire, again and again',
    database: 'PGlite',
    provoke: async (stage) => {
      const { org: salesforce } = stage.system;
      const worker = stage.start();
      await worker.reach('ready');
      await stage.askUntilHeard(worker);
      await stage.sendOrders(1);
      await stage.settle();
      for (let times = 0; times < 4; times += 1) {
        await salesforce.fault({ kind: 'expireTokens', username: salesforce.username });
        stage.environment.simulator.control.expireTokens();
        await stage.sendOrders(1);
        await stage.ask(2);
        await seconds(0.5);
        if (times === 1) await stage.strike();
      }
      await stage.settle();
    }
  },
  {
    name: 'org-errors',
    title: 'REST API of the org answers 503 after its tokens expired',
    database: 'PGlite',
    provoke: async (stage) => {
      stage.start();
      await stage.sendOrders(1);
      await stage.settle();
      await stage.system.org.fault({ kind: 'expireTokens', username: stage.system.org.username });
      await stage.system.org.fault({ kind: 'httpError', status: 503, path: '/services/data/', times: 3 });
      await stage.strike();
      await stage.sendOrders(1);
      await stage.settle();
    }
  },
  {
    name: 'org-down',
    title: `org unreachable for ${HOURS} hours (moved clocks)`,
    database: 'PGlite',
    provoke: async (stage) => {
      const { system } = stage;
      const worker = stage.start({ clockStep: HOURS * 3600 });
      await stage.sendOrders(1);
      await stage.ask(3);
      await stage.settle();
      await system.cutOffOrg();
      await stage.sendOrders(3);
      await worker.reach('CRM cannot be used; documents wait');
      await system.org.advanceClock(HOURS * 3600);
      worker.moveClock();
      await stage.sendOrders(2);
      await stage.ask(3);
      await seconds(3);
      await stage.strike();
      await system.restore();
      await stage.settle();
    }
  }
];
