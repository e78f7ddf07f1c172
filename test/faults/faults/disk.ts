import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { order } from '../files.ts';
import { type Fault, seconds } from '../fault.ts';
import type { Stage } from '../stage.ts';

/** Puts a file system of a size of its own at a folder of the stage. @returns takes it away */
function mount(stage: Stage, folder: string, megabytes: number): () => void {
  const at = path.join(stage.environment.directory, folder);
  mkdirSync(at, { recursive: true, mode: 0o700 });
  const options = `size=${megabytes}m,mode=700`;
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', at], { encoding: 'utf8' });
  if (mounted.status !== 0)
    throw new Error(`A small file system cannot be mounted (root is needed): ${mounted.stderr}`);
  chmodSync(at, 0o700);
  const unmount = () => {
    process.off('exit', unmount);
    spawnSync('umount', ['-l', at]);
  };
  process.once('exit', unmount);
  return unmount;
}

/** Fills a file system up to so many bytes. @returns the file that does it */
function fill(at: string, leave: number): string {
  const { bavail, bsize } = statfsSync(at);
  const ballast = path.join(at, 'ballast');
  writeFileSync(ballast, Buffer.alloc(Math.max(bavail * bsize - leave, 0)));
  return ballast;
}

/** A file that is fetched by way of the spool. */
function large(number: string, control: number): Buffer {
  const sound = order(number, control, 1).toString();
  const message = Array.from({ length: 6000 }, (_, index) => `PO1*${index + 2}*1*EA*10.00**VN*ITEM-${index}~\n`).join(
    ''
  );
  return Buffer.from(sound.replace('CTT*1~', `${message}CTT*6001~`).replace('SE*5*', 'SE*6005*'));
}

export const disk: Fault[] = [
  {
    name: 'disk-full-spool',
    title: 'disk of the spool full (tmpfs of 1 MB)',
    database: 'PGlite',
    provoke: async (stage) => {
      const unmount = mount(stage, 'spool', 1);
      try {
        const ballast = fill(path.join(stage.environment.directory, 'spool'), 100_000);
        stage.start();
        await stage.send(`${stage.name}-L`, large(`${stage.name}-L`, stage.system.nextControl()));
        await stage.sendOrders(2);
        await seconds(4);
        await stage.strike();
        rmSync(ballast);
        await stage.settle();
        await stage.prove();
        for (const worker of stage.workers) await worker.stop();
      } finally {
        unmount();
      }
    }
  },
  {
    name: 'disk-full-journal',
    title: 'disk of the journal full (PGlite on a tmpfs)',
    database: 'PGlite',
    settings: { database: { directory: 'disk/journal', key: { file: 'journal.key' } } },
    provoke: async (stage) => {
      const unmount = mount(stage, 'disk', 160);
      stage.onClose(unmount);
      const worker = stage.start();
      await stage.sendOrders(1);
      await stage.settle();
      const ballast = fill(path.join(stage.environment.directory, 'disk'), 1_000_000);
      for (let file = 0; file < 20; file += 1)
        await stage.send(`${stage.name}-L${file}`, large(`${stage.name}-L${file}`, stage.system.nextControl()));
      await stage.sendOrders(2);
      await seconds(8);
      await stage.strike();
      rmSync(ballast);
      await seconds(1);
      if (!worker.isRunning) {
        stage.note = 'the middleware ended and was started again';
        stage.start();
      }
      await stage.settle();
    }
  }
];
