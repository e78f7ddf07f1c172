import pino, { type Logger } from 'pino';

export type { Logger };

/** One JSON line an event on standard output. Callers log keys, counts and reasons, never payloads or secrets. */
export function createLogger(level = 'info'): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 1, sync: true })
  );
}

/** An error's message for a log or a reason; never its properties, which may hold what was sent. */
export function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}
