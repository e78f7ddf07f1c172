import type { ChildProcess } from 'node:child_process';
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

type Line = LogLine & { level?: number; reason?: string };

const WARNING = 40;
const KEPT = 200;

/** A process of the middleware, as an operator would start it. */
export class Worker {
  readonly #child: ChildProcess;
  readonly #seen = new Map<string, number>();
  /** Warnings and errors that it logged, the newest last. */
  readonly complaints: string[] = [];

  constructor(configFile: string, options: WorkerOptions) {
    const { databaseUrl = '', clockSeconds = 0, clockStep = 0 } = options;
    const shifted = clockSeconds !== 0 || clockStep !== 0;
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

  /** Waits until it has logged a message so often. */
  async reach(message: string, times = 1, seconds = 60): Promise<void> {
    await until(
      `the middleware logs "${message}" ${times} times`,
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

  /** Ends it in order. */
  async stop(): Promise<void> {
    const patience = setTimeout(() => this.#child.kill('SIGKILL'), 30_000);
    await end(this.#child, 'SIGTERM');
    clearTimeout(patience);
  }

  #note(message: string, line: Line): void {
    this.#seen.set(message, this.seen(message) + 1);
    if ((line.level ?? 0) < WARNING) return;
    this.complaints.push(`${message}: ${line.reason ?? ''}`);
    if (this.complaints.length > KEPT) this.complaints.shift();
  }
}
