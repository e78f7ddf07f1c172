import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
/** Ends it with the test that started it, however that ends. */
const LIFELINE = new URL('../../../scripts/lib/lifeline.ts', import.meta.url).href;

export interface LogLine {
  msg: string;
  files?: number;
}

/** Starts the middleware as a process of its own and tells the message of every log line. */
export function startService(
  configFile: string,
  onMessage: (message: string, line: LogLine) => void = () => undefined,
  environment: NodeJS.ProcessEnv = {}
): ChildProcess {
  const tell = (line: LogLine) => onMessage(line.msg, line);
  const child = spawn(process.execPath, ['--import', LIFELINE, MAIN, '--config', configFile], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...environment }
  });
  createInterface({ input: child.stdout }).on('line', (line) => tell(JSON.parse(line) as LogLine));
  return child;
}

/** Ends a process that may have ended already, and waits until it is gone. @returns its exit code; null for a kill */
export async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const gone = once(child, 'exit');
  child.kill(signal);
  const [code] = (await gone) as [number | null];
  return code;
}
