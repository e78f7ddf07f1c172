import type { Collection, Store } from './store.ts';

/** Something that happens later. It is data and not a function, so that it survives a restart. */
export interface Pending {
  id: string;
  /** Milliseconds since 1970 on the simulator's clock. */
  dueAt: number;
  order: number;
  kind: string;
  data: Record<string, unknown>;
}

type Handler = (data: Record<string, unknown>) => Promise<void> | void;

/** Longer timers overflow in Node. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The simulator's clock: real time and an offset that tests move, and what is to happen at its times. */
export class GridClock {
  readonly #offset: Collection<{ milliseconds: number }>;
  readonly #stored: Collection<Pending>;
  readonly #handlers = new Map<string, Handler>();
  readonly #onProblem: (error: unknown, pending: Pending) => void;
  /** Sorted by time, then by order of asking. */
  #queue: Pending[];
  #order: number;
  #running: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #started = false;

  constructor(store: Store, onProblem: (error: unknown, pending: Pending) => void) {
    this.#offset = store.collection('clock');
    this.#stored = store.collection('pending');
    this.#onProblem = onProblem;
    this.#queue = this.#stored.values().sort(inOrder);
    this.#order = Math.max(0, ...this.#queue.map(({ order }) => order));
  }

  get offsetMilliseconds(): number {
    return this.#offset.get('offset')?.milliseconds ?? 0;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return Date.now() + this.offsetMilliseconds;
  }

  iso(): string {
    return new Date(this.now()).toISOString();
  }

  get pending(): readonly Pending[] {
    return this.#queue;
  }

  /** Says what is done for pending actions of a kind. All are named before `start`. */
  handle(kind: string, handler: Handler): void {
    this.#handlers.set(kind, handler);
  }

  start(): void {
    this.#started = true;
    this.#arm();
  }

  /** Stops the timer and waits for what is being done; what is pending stays for the next start. */
  async stop(): Promise<void> {
    this.#started = false;
    clearTimeout(this.#timer);
    await this.#running;
  }

  after(seconds: number, kind: string, data: Record<string, unknown>): void {
    this.#order += 1;
    const pending = { id: `p${this.#order}`, dueAt: this.now() + seconds * 1000, order: this.#order, kind, data };
    this.#stored.put(pending.id, pending);
    const at = this.#queue.findLastIndex((one) => inOrder(one, pending) < 0);
    this.#queue.splice(at + 1, 0, pending);
    if (at === -1) this.#arm();
  }

  /** Moves the clock on; what falls due meanwhile is done at its own time and in its order. Returns how many. */
  advance(seconds: number): Promise<number> {
    return this.#exclusively(async () => {
      const target = this.now() + seconds * 1000;
      const count = await this.#runUntil(target);
      if (this.now() < target) this.#moveTo(target);
      return count;
    });
  }

  /** Does what is due already. */
  settle(): Promise<number> {
    return this.#exclusively(() => this.#runUntil(this.now()));
  }

  #moveTo(time: number): void {
    this.#offset.put('offset', { milliseconds: time - Date.now() });
  }

  async #runUntil(target: number): Promise<number> {
    for (let count = 0; ; count += 1) {
      const [next] = this.#queue;
      if (!next || next.dueAt > target || !this.#started) return count;
      if (next.dueAt > this.now()) this.#moveTo(next.dueAt);
      this.#queue.shift();
      await this.#run(next);
      this.#stored.remove(next.id);
    }
  }

  async #run(pending: Pending): Promise<void> {
    try {
      const handler = this.#handlers.get(pending.kind);
      if (!handler) throw new Error(`nothing handles "${pending.kind}"`);
      await handler(pending.data);
    } catch (error) {
      this.#onProblem(error, pending);
    }
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#running.then(work);
    this.#running = result.catch(() => undefined).then(() => this.#arm());
    return result;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const [next] = this.#queue;
    if (!next || !this.#started) return;
    const wait = Math.min(Math.max(0, next.dueAt - this.now()), LONGEST_TIMER);
    this.#timer = setTimeout(() => void this.settle(), wait);
  }
}

function inOrder(left: Pending, right: Pending): number {
  return left.dueAt - right.dueAt || left.order - right.order;
}
