/** Operations of SFTP that a fault may name. */
export const OPERATIONS = ['rename', 'remove', 'open', 'mkdir', 'list', 'write', 'read', 'close'] as const;
export type Operation = (typeof OPERATIONS)[number];

export const KINDS = [
  'http.down', 'http.error', 'http.slow', 'http.cutBefore', 'http.cutAfter', 'sftp.down', 'sftp.slow', 'sftp.drop',
  'sftp.refuse', 'sftp.cutAfter', 'mailbox.half'
] as const; // prettier-ignore
export type FaultKind = (typeof KINDS)[number];

export interface Fault {
  id: string;
  kind: FaultKind;
  /** How often it still strikes; null without end. */
  times: number | null;
  hits: number;
  /** Prefix of the path, HTTP's or the mailbox's. */
  path?: string;
  method?: string;
  operation?: Operation;
  transfer?: 'read' | 'write';
  status?: number;
  body?: unknown;
  delayMs?: number;
  afterBytes?: number;
  afterSeconds?: number;
}

export type FaultRequest = Omit<Fault, 'id' | 'hits' | 'times'> & { times?: number | null };

/** What must be given with a kind, since it would do nothing sensible without. */
const NEEDED: Partial<Record<FaultKind, keyof Fault>> = {
  'http.error': 'status',
  'http.slow': 'delayMs',
  'sftp.slow': 'delayMs',
  'sftp.drop': 'afterBytes',
  'sftp.refuse': 'operation',
  'sftp.cutAfter': 'operation',
  'mailbox.half': 'afterSeconds'
};

/** Faults that tests ask for. They are not kept over a restart. */
export class Faults {
  readonly #faults = new Map<string, Fault>();
  #last = 0;

  /** @throws RangeError for a fault that cannot be */
  add(request: FaultRequest): Fault {
    if (!KINDS.includes(request.kind)) throw new RangeError(`kind is one of ${KINDS.join(', ')}`);
    const needed = NEEDED[request.kind];
    if (needed && request[needed as keyof FaultRequest] === undefined) {
      throw new RangeError(`${request.kind} needs "${needed}"`);
    }
    if (request.operation && !OPERATIONS.includes(request.operation)) {
      throw new RangeError(`operation is one of ${OPERATIONS.join(', ')}`);
    }
    this.#last += 1;
    const fault = { ...request, id: `f${this.#last}`, times: request.times ?? null, hits: 0 };
    this.#faults.set(fault.id, fault);
    return fault;
  }

  list(): Fault[] {
    return [...this.#faults.values()];
  }

  remove(id: string): boolean {
    return this.#faults.delete(id);
  }

  clear(): void {
    this.#faults.clear();
  }

  get isEmpty(): boolean {
    return this.#faults.size === 0;
  }

  /** The fault that will end a transfer; it strikes only when `used`, since it waits for its bytes. */
  dropOf(transfer: 'read' | 'write', path: string): Fault | undefined {
    return this.list().find(
      (fault) =>
        fault.kind === 'sftp.drop' &&
        fault.times !== 0 &&
        (fault.transfer ?? transfer) === transfer &&
        path.startsWith(fault.path ?? '')
    );
  }

  used(fault: Fault): true {
    fault.hits += 1;
    if (fault.times !== null) fault.times -= 1;
    return true;
  }

  /** The first fault of the kind that fits and is not used up; it counts as having struck. */
  strike(kind: FaultKind, of: { path?: string; method?: string; operation?: Operation } = {}): Fault | undefined {
    for (const fault of this.#faults.values()) {
      if (fault.kind !== kind || fault.times === 0) continue;
      if (fault.path !== undefined && of.path?.startsWith(fault.path) !== true) continue;
      if (fault.method !== undefined && fault.method.toUpperCase() !== of.method?.toUpperCase()) continue;
      if (fault.operation !== undefined && fault.operation !== of.operation) continue;
      this.used(fault);
      return fault;
    }
    return undefined;
  }
}
