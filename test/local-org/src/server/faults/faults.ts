/** Faults of HTTP calls; they hit the next `times` calls whose method and path match. */
interface HttpFault {
  /** Regular expression over the path with its query; every path when absent. */
  path?: string;
  method?: string;
  /** How many calls it hits; 1 unless given. */
  times?: number;
}

/** All that can be asked to go wrong, as the control API takes it. */
export type FaultRequest =
  /** Answers with a status and Salesforce's form of an error. */
  | ({ kind: 'httpError'; status: number; errorCode?: string; message?: string } & HttpFault)
  /** Answers, but late. */
  | ({ kind: 'slow'; milliseconds: number } & HttpFault)
  /** Breaks the connection without an answer; `afterProcessing` first does what was asked. */
  | ({ kind: 'drop'; afterProcessing?: boolean } & HttpFault)
  /** Ends access tokens now; of one user where a name is given. */
  | { kind: 'expireTokens'; username?: string }
  /** Ends open Subscribe streams now with a gRPC error; of one topic where it is given. */
  | { kind: 'killStreams'; topic?: string; errorCode?: string }
  /** Subscribe streams stay open and bring nothing, until the fault is cleared. Then they are still dead. */
  | { kind: 'zombieStreams'; topic?: string }
  /** The next subscriptions from a replay id are told that it is too old. */
  | { kind: 'replayIdExpired'; topic?: string; times?: number }
  /** Single events of the next publish requests fail: those at these places, or the first `count` of each request. */
  | {
      kind: 'failEvents';
      indexes?: number[];
      count?: number;
      statusCode?: string;
      message?: string;
      topic?: string;
      /** Requests that it hits; 1 unless given. */
      times?: number;
    }
  /** An allocation has nothing left, until the fault is cleared. */
  | { kind: 'allocationUsedUp'; allocation: 'publishing' | 'delivery' | 'apiRequests' }
  /** The org moves to another port: tokens end, the old one answers 401 (or redirects), the token endpoint stays. */
  | { kind: 'moveInstance'; answer?: 'unauthorized' | 'redirect' };

export type FaultKind = FaultRequest['kind'];
type OfKind<K extends FaultKind> = Extract<FaultRequest, { kind: K }>;

/** A fault that waits or holds. */
export interface Fault {
  id: string;
  request: FaultRequest;
  /** How often it will hit; undefined for one that holds until it is cleared. */
  remaining: number | undefined;
}

/** Kinds that hold until they are cleared. */
const HOLDING = new Set<FaultKind>(['zombieStreams', 'allocationUsedUp', 'moveInstance']);

/** The faults that are set, in the order in which they were. */
export class Faults {
  private readonly faults = new Map<string, Fault>();
  private count = 0;

  add(request: FaultRequest): Fault {
    this.count += 1;
    const times = 'times' in request ? request.times : undefined;
    const remaining = HOLDING.has(request.kind) ? undefined : (times ?? 1);
    const fault = { id: String(this.count), request, remaining };
    this.faults.set(fault.id, fault);
    return fault;
  }

  list(): Fault[] {
    return [...this.faults.values()];
  }

  /** False when there is none of that id. */
  clear(id: string): boolean {
    return this.faults.delete(id);
  }

  clearAll(): void {
    this.faults.clear();
  }

  /** The first fault of the kind that matches, which is used up by one. */
  take<K extends FaultKind>(kind: K, matches: (request: OfKind<K>) => boolean = () => true): OfKind<K> | undefined {
    const fault = this.list().find((one) => one.request.kind === kind && matches(one.request as OfKind<K>));
    if (fault?.remaining !== undefined) {
      fault.remaining -= 1;
      if (fault.remaining < 1) this.faults.delete(fault.id);
    }
    return fault?.request as OfKind<K> | undefined;
  }

  /** True while an allocation is said to be used up. */
  isUsedUp(allocation: OfKind<'allocationUsedUp'>['allocation']): boolean {
    return this.take('allocationUsedUp', (fault) => fault.allocation === allocation) !== undefined;
  }
}
