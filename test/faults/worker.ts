import type { ChildProcess } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { end, type LogLine, startService } from '../../middleware/src/testing/service.ts';
import { until } from '../../middleware/src/testing/wait.ts';

const CLOCK = fileURLToPath(new URL('clock.ts', import.meta.url));

export interface WorkerOptions {
  /** Of its PostgreSQL; none for the PGlite of the configuration. */
  databaseUrl?: string | undefined;
  /** Its clock is off by so much. */
  clockSeconds?: number;
  /** `moveClock` moves it on by so much. */
  clockStep?: number;
}

/** Where a worker writes to, and whom it tells what is waited for. */
export interface Audience {
  logFile: string;
  waitsFor: (what: string) => void;
}

type Line = LogLine & { level?: number; reason?: string; port?: number };

const WARNING = 40;
const KEPT = 200;

/** A process of the middleware, as an operator would start it. */
export class Worker {
  readonly #child: ChildProcess;
  readonly #seen = new Map<string, number>();
  readonly #audience: Audience;
  #port = 0;
  /** Warnings and errors that it logged, the newest last. */
  readonly complaints: string[] = [];

  constructor(configFile: string, options: WorkerOptions, audience: Audience) {
    const { databaseUrl = '', clockSeconds = 0, clockStep = 0 } = options;
    const shifted = clockSeconds !== 0 || clockStep !== 0;
    this.#audience = audience;
    this.#child = startService(configFile, (message, line) => this.#note(message, line), {
      DATABASE_URL: databaseUrl,
      NODE_OPTIONS: shifted ? `--import ${CLOCK}` : '',
      FAULT_CLOCK_SECONDS: String(clockSeconds),
      FAULT_CLOCK_STEP: String(clockStep)
    });
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  seen(message: string): number {
    return this.#seen.get(message) ?? 0;
  }

  /** Documents by where they stand, as it tells an operator. */
  async counts(): Promise<Record<string, number>> {
    const response = await fetch(`http://127.0.0.1:${this.#port}/v1/tenants`, {
      headers: { authorization: 'Bearer operator' },
      signal: AbortSignal.timeout(5000)
    });
    const { tenants } = (await response.json()) as { tenants: { counts: Record<string, number> }[] };
    return tenants[0]?.counts ?? {};
  }

  /** Waits until it has logged a message so often. */
  async reach(message: string, times = 1, seconds = 60): Promise<void> {
    const what = `the middleware logs "${message}"${times > 1 ? ` ${times} times` : ''}`;
    this.#audience.waitsFor(what);
    await until(
      what,
      () => {
        if (this.seen(message) >= times) return true;
        if (!this.isRunning) throw new Error(`The middleware ended before it logged "${message}".`);
        return false;
      },
      seconds
    );
  }

  moveClock(): void {
    this.#child.kill('SIGUSR2');
  }

  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    await end(this.#child);
  }

  /** Ends it in order. @returns whether it did so within its time; otherwise it was killed */
  async stop(seconds = 30): Promise<boolean> {
    let patient = true;
    const patience = setTimeout(() => {
      patient = false;
      this.#child.kill('SIGKILL');
    }, seconds * 1000);
    await end(this.#child, 'SIGTERM');
    clearTimeout(patience);
    return patient;
  }

  #note(message: string, line: Line): void {
    appendFileSync(this.#audience.logFile, `${JSON.stringify(line)}\n`);
    this.#seen.set(message, this.seen(message) + 1);
    if (message === 'ready') this.#port = line.port ?? 0;
    if ((line.level ?? 0) < WARNING) return;
    this.complaints.push(`${message}: ${line.reason ?? ''}`);
    if (this.complaints.length > KEPT) this.complaints.shift();
  }
}
