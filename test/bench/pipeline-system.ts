import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { startPostgres, type TestPostgres } from '../../middleware/src/testing/postgres.ts';

const SINK = fileURLToPath(new URL('pipeline-sink.ts', import.meta.url));
const SERVICE = fileURLToPath(new URL('../../middleware/src/main.ts', import.meta.url));

export interface Worker {
  pid: number;
  /** Most memory that it had so far, in MB. */
  peakMegabytes(): number;
  /** Memory that it has now, in MB. */
  megabytes(): number;
  end(): Promise<void>;
}

const kilobytesOf = (pid: number, what: 'VmHWM' | 'VmRSS') =>
  Number(new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

/** A directory with a PostgreSQL, a sink for events and, on demand, workers of the middleware. */
export class System {
  readonly directory = mkdtempSync(path.join(os.tmpdir(), 'bench-pipeline-'));
  readonly postgres: TestPostgres;
  readonly #sink: ChildProcess;
  readonly #org: { url: string; endpoint: string };

  private constructor(postgres: TestPostgres, sink: ChildProcess, org: { url: string; endpoint: string }) {
    this.postgres = postgres;
    this.#sink = sink;
    this.#org = org;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.#write('key.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    this.#write('token', 'operator');
    this.#write('journal.key', randomBytes(32).toString('hex'));
  }

  static async start(): Promise<System> {
    const postgres = await startPostgres();
    if (typeof postgres === 'string') throw new Error(postgres);
    const sink = spawn(process.execPath, [SINK], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    const [line] = (await once(createInterface({ input: sink.stdout as Readable }), 'line')) as [string];
    return new System(postgres, sink, JSON.parse(line) as { url: string; endpoint: string });
  }

  get orgUrl(): string {
    return this.#org.url;
  }

  /** A folder of the system, made when it is not there. */
  folder(name: string): string {
    const folder = path.join(this.directory, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Writes a configuration; each tenant has the channels given. */
  configure(tenants: Record<string, object[]>): string {
    const salesforce = {
      loginUrl: this.#org.url,
      clientId: 'client',
      username: 'integration@example.com',
      privateKey: { file: 'key.pem' },
      pubsub: { endpoint: this.#org.endpoint, tls: false },
      namespace: '',
      reconciliation: { everySeconds: 3600 }
    };
    const config = {
      database: { directory: `journal-${randomBytes(4).toString('hex')}`, key: { file: 'journal.key' } },
      http: { port: 0, token: { file: 'token' } },
      tenants: Object.entries(tenants).map(([id, channels]) => ({
        id,
        identifiers: [{ qualifier: 'ZZ', id: 'TGSELLER' }],
        channels,
        salesforce
      }))
    };
    return this.#write('tgrid.json', JSON.stringify(config));
  }

  /** @param database where PostgreSQL is used; without it the embedded PGlite */
  async worker(configFile: string, database?: string): Promise<Worker> {
    const env = { ...process.env, NODE_OPTIONS: '', DATABASE_URL: database ?? '' };
    const profile =
      process.env['PROFILE'] === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', process.env['PROFILE']];
    const child = spawn(process.execPath, [...profile, SERVICE, '--config', configFile], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env
    });
    child.stdout?.resume();
    await once(child, 'message');
    const pid = child.pid ?? 0;
    return {
      pid,
      peakMegabytes: () => Math.round(kilobytesOf(pid, 'VmHWM') / 1024),
      megabytes: () => Math.round(kilobytesOf(pid, 'VmRSS') / 1024),
      end: () => stop(child, 'SIGTERM')
    };
  }

  async close(): Promise<void> {
    await stop(this.#sink, 'SIGTERM');
    await this.postgres.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  #write(name: string, contents: string): string {
    const file = path.join(this.directory, name);
    writeFileSync(file, contents, { mode: 0o600 });
    return file;
  }
}
