import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

const LIFELINE = new URL('./lifeline.ts', import.meta.url).href;

/** A line that a program prints when it is ready (a status, or a log entry that says so), or while it gets there. */
export interface StatusLine {
  ready?: boolean;
  msg?: string;
  progress?: string;
  [key: string]: unknown;
}

export interface Service {
  name: string;
  process: ChildProcess;
  /** What its ready line said. */
  status: StatusLine;
  /** Settles when the process has ended, with its exit code or signal. */
  ended: Promise<number | NodeJS.Signals | null>;
}

export interface ServiceOptions {
  name: string;
  /** Script and arguments for the Node that runs this. */
  arguments: string[];
  environment?: Record<string, string>;
  logFile: string;
  onProgress?: (text: string) => void;
}

/**
 * Starts a program of this repository and waits until it prints a JSON line with `"ready": true` or `"msg": "ready"`. Everything it prints
 * goes to its log file.
 *
 * @throws Error naming the log file when the program ends before it is ready
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const log = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 });
  const child = spawn(process.execPath, ['--import', LIFELINE, ...options.arguments], {
    env: { ...process.env, ...options.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in the terminal reaches only this program, which then ends the others in order.
    detached: true
  });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => {
      log.end();
      resolve(code ?? signal);
    });
  });
  const status = await new Promise<StatusLine>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const parsed = parseStatus(line);
      if (parsed?.ready === true || parsed?.msg === 'ready') {
        resolve(parsed);
      } else if (parsed?.progress !== undefined) {
        options.onProgress?.(parsed.progress);
      }
    });
    void ended.then((reason) =>
      reject(new Error(`The ${options.name} ended before it was ready (${String(reason)}). See ${options.logFile}.`))
    );
  });
  return { name: options.name, process: child, status, ended };
}

/** Ends a program, kindly at first: SIGTERM, and SIGKILL when it has not ended after the patience is over. */
export async function stopService(service: Service, patienceMs = 10_000): Promise<void> {
  if (service.process.exitCode === null && service.process.signalCode === null) {
    service.process.kill('SIGTERM');
    const timer = setTimeout(() => service.process.kill('SIGKILL'), patienceMs);
    await service.ended;
    clearTimeout(timer);
  }
}

function parseStatus(line: string): StatusLine | undefined {
  if (!line.startsWith('{')) {
    return undefined;
  }
  try {
    return JSON.parse(line) as StatusLine;
  } catch {
    return undefined;
  }
}
