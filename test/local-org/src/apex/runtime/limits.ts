import { limit, type UncatchableError } from './values/exceptions.ts';

/** Limits of a synchronous transaction; asynchronous ones get more of some. */
const SYNCHRONOUS = {
  queries: 100,
  queryRows: 50_000,
  dmlStatements: 150,
  dmlRows: 10_000,
  publishes: 150,
  queueables: 50,
  callouts: 100,
  futures: 50,
  cpuTime: 10_000,
  heapSize: 6_000_000,
  aggregateQueries: 300,
  searches: 20,
  locatorRows: 10_000,
  cursorRows: 50_000_000,
  fetchCalls: 10,
  emailInvocations: 10,
  savepoints: 5,
  rollbacks: 20
};

export type LimitName = keyof typeof SYNCHRONOUS;

const MESSAGES: Record<Exclude<LimitName, 'heapSize'>, string> = {
  queries: 'Too many SOQL queries',
  queryRows: 'Too many query rows',
  dmlStatements: 'Too many DML statements',
  dmlRows: 'Too many DML rows',
  publishes: 'Too many Platform Event publishes',
  queueables: 'Too many queueable jobs added to the queue',
  callouts: 'Too many callouts',
  futures: 'Too many future calls',
  cpuTime: 'Apex CPU time limit exceeded',
  aggregateQueries: 'Too many SOQL aggregate queries',
  searches: 'Too many SOSL queries',
  locatorRows: 'Too many query locator rows',
  cursorRows: 'Too many Apex cursor rows',
  fetchCalls: 'Too many fetch calls on Apex cursor',
  emailInvocations: 'Too many Email Invocations',
  savepoints: 'Too many savepoints',
  rollbacks: 'Too many rollbacks'
};

/** Counts what a transaction uses, and throws the uncatchable LimitException beyond a limit. */
export class GovernorLimits {
  readonly allowed: Record<LimitName, number>;
  readonly used = Object.fromEntries(Object.keys(SYNCHRONOUS).map((name) => [name, 0])) as Record<LimitName, number>;
  private readonly started = performance.now();
  private ticks = 0;

  constructor(asynchronous = false) {
    this.allowed = asynchronous
      ? { ...SYNCHRONOUS, queries: 200, cpuTime: 60_000, heapSize: 12_000_000, queueables: 1 }
      : { ...SYNCHRONOUS };
  }

  use(name: keyof typeof MESSAGES, amount = 1): void {
    this.used[name] += amount;
    if (this.used[name] > this.allowed[name]) {
      throw limit(`${MESSAGES[name]}: ${this.used[name]}`);
    }
  }

  /** Milliseconds since the transaction began, standing for CPU time. */
  get cpuTime(): number {
    return Math.round(performance.now() - this.started);
  }

  /** Called by every loop of emitted code, so that an endless one ends. */
  tick(): void {
    this.ticks += 1;
    if ((this.ticks & 0xfff) === 0 && this.cpuTime > this.allowed.cpuTime) {
      throw limit(MESSAGES.cpuTime);
    }
  }
}

/** The limit that one of V8's own stands for, if `error` is that; both come before ours are counted. */
export function limitBehind(error: unknown): UncatchableError | undefined {
  if (!(error instanceof RangeError)) {
    return undefined;
  }
  const message = error.message.includes('call stack')
    ? 'Maximum stack depth reached: 1001'
    : /Invalid (?:string|array) length/.test(error.message)
      ? 'Apex heap size too large'
      : undefined;
  // The stack says where in Apex it was.
  return message === undefined ? undefined : Object.assign(limit(message), { stack: error.stack });
}
