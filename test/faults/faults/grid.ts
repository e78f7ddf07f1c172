import { order } from '../files.ts';
import { type Fault, seconds } from '../fault.ts';
import type { Stage } from '../stage.ts';

/** Sends while the grid behaves so, and waits. */
async function whileIts(stage: Stage, faults: Parameters<typeof add>[1][], versions: number): Promise<void> {
  for (const fault of faults) add(stage, fault);
  stage.start();
  await stage.sendOrders(versions);
  await seconds(2);
  await stage.strike();
  await stage.settle();
}

const add = (stage: Stage, fault: Parameters<Stage['environment']['simulator']['control']['addFault']>[0]) =>
  stage.environment.simulator.control.addFault(fault);

export const grid: Fault[] = [
  {
    name: 'grid-down',
    title: 'grid unreachable (HTTP and SFTP)',
    database: 'PGlite',
    provoke: async (stage) => {
      stage.start();
      await stage.sendOrders(1);
      await stage.ask(3);
      await stage.settle();
      const down = [add(stage, { kind: 'http.down' }), add(stage, { kind: 'sftp.down' })];
      add(stage, { kind: 'sftp.drop', afterBytes: 0, times: 1 });
      await stage.sendOrders(2);
      await stage.ask(3);
      await seconds(5);
      await stage.strike();
      for (const { id } of down) stage.environment.simulator.control.faults.remove(id);
      await stage.settle();
    }
  },
  {
    name: 'grid-answers-lost',
    title: 'requests carried out by the grid, answers lost',
    database: 'PGlite',
    provoke: async (stage) => {
      stage.start();
      await stage.sendOrders(1);
      await stage.ask(1);
      await stage.settle();
      add(stage, { kind: 'http.cutAfter', path: '/gateway', method: 'POST', times: 5 });
      await stage.ask(6);
      await seconds(1);
      await stage.strike();
      await stage.settle();
    }
  },
  {
    name: 'half-written-files',
    title: 'files that are still being written',
    database: 'PGlite',
    mailbox: { settleSeconds: 0.8 },
    provoke: async (stage) => {
      await stage.start().reach('ready');
      for (let file = 1; file <= 8; file += 1) {
        add(stage, { kind: 'mailbox.half', afterSeconds: 0.5, times: 1 });
        await stage.send(`${stage.name}-${file}`, order(`${stage.name}-${file}`, stage.system.nextControl(), 1));
        await seconds(0.3);
      }
      await stage.strike();
      await stage.settle();
    }
  },
  {
    name: 'transfers-dropped',
    title: 'connections that end in the middle of a file',
    database: 'PGlite',
    provoke: (stage) => whileIts(stage, [{ kind: 'sftp.drop', afterBytes: 100, transfer: 'read', times: 3 }], 6)
  },
  {
    name: 'reads-refused',
    title: 'single files that cannot be opened for a while',
    database: 'PGlite',
    provoke: (stage) => whileIts(stage, [{ kind: 'sftp.refuse', operation: 'open', times: 3 }], 6)
  },
  {
    name: 'rename-refused',
    title: 'renames refused by the SFTP server',
    database: 'PGlite',
    provoke: (stage) => whileIts(stage, [{ kind: 'sftp.refuse', operation: 'rename', times: 12 }], 3)
  },
  {
    name: 'rename-answer-lost',
    title: 'renames carried out, answers lost',
    database: 'PGlite',
    provoke: (stage) => whileIts(stage, [{ kind: 'sftp.cutAfter', operation: 'rename', times: 3 }], 4)
  }
];
