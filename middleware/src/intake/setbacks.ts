import { messageOf } from '../telemetry/log.ts';

interface Setback {
  times: number;
  until: number;
  reason: string;
}

const FIRST_PAUSE_MILLISECONDS = 1000;
const LONGEST_PAUSE_MILLISECONDS = 600_000;

/** Files that could not be taken, each with a pause that grows, so that they do not hold up the others. */
export class Setbacks {
  readonly #files = new Map<string, Setback>();

  get trouble(): string | null {
    const [first] = this.#files.values();
    if (!first) return null;
    return this.#files.size === 1
      ? `A file cannot be taken: ${first.reason}`
      : `${this.#files.size} files cannot be taken; the first: ${first.reason}`;
  }

  has(file: string): boolean {
    return this.#files.has(file);
  }

  isDue(file: string): boolean {
    return (this.#files.get(file)?.until ?? 0) <= Date.now();
  }

  note(file: string, error: unknown): void {
    const times = (this.#files.get(file)?.times ?? 0) + 1;
    const pause = Math.min(FIRST_PAUSE_MILLISECONDS * 2 ** (times - 1), LONGEST_PAUSE_MILLISECONDS);
    this.#files.set(file, { times, until: Date.now() + pause, reason: messageOf(error) });
  }

  forget(file: string): void {
    this.#files.delete(file);
  }

  /** Forgets files that are not listed any more. */
  keepOnly(files: readonly string[]): void {
    if (this.#files.size === 0) return;
    const listed = new Set(files);
    for (const file of this.#files.keys()) if (!listed.has(file)) this.#files.delete(file);
  }
}
