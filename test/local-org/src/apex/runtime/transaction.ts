import type { TestState } from '../testing/test-state.ts';
import type { Type } from '../types/type.ts';
import type { ClassSymbol } from '../types/symbols.ts';
import { Heap, withHeap } from './heap.ts';
import { GovernorLimits } from './limits.ts';
import type { TriggerState } from './trigger-state.ts';
import type { ClassRecord } from './class-record.ts';
import type { LocalOrg } from '../../platform/open-org.ts';
import { noDml, type DmlKinds } from '../platform/mixed-dml.ts';
import type { Job } from '../platform/jobs.ts';
import type { Captured } from './captured.ts';

/** What a compiled program gives to its run. */
export interface RunningProgram {
  record(symbol: ClassSymbol): ClassRecord | undefined;
  /** A type by its Apex name; undefined when unknown. */
  type(name: string): Type | undefined;
  readonly namespace: string;
}

/** The access that emitted code asks for: its class's defaults. */
export interface ClassAccess {
  mode: 'user' | 'system';
  sharing: 'with' | 'without' | 'inherited';
}

/** One Apex transaction: its user, limits, statics and what waits for its end. */
export class Transaction {
  readonly program: RunningProgram;
  readonly org: LocalOrg;
  userId: string;
  limits = new GovernorLimits();
  /** What has been saved, since set-up does not go with other objects. */
  dmlKinds: DmlKinds = noDml();
  /** Whether something is saved that is not committed yet, so that callouts are refused. */
  uncommitted = false;
  /** Savepoints that are not released, oldest first; they too keep callouts away. */
  savepoints: unknown[] = [];
  /** The sharing that `inherited sharing` takes over. */
  sharing: boolean;
  readonly statics: Map<ClassRecord, Record<string, unknown>>;
  readonly heap: Heap;
  /** Innermost trigger last. */
  readonly triggers: TriggerState[] = [];
  readonly jobs: Job[] = [];
  /** E-mails and notifications that go out when the transaction commits. */
  readonly outgoing: Captured[] = [];
  /** The job that this transaction runs. */
  job: Job | null = null;
  readonly quiddity:
    'test' | 'aura' | 'trigger' | 'queueable' | 'future' | 'batch' | 'anonymous' | 'scheduled' | 'rest';
  test: TestState | null = null;
  /** Reads of the variables that a dynamic query may bind, by lower-case name. */
  binds: Record<string, () => unknown> = {};
  /** The access of the class that called into `Database` or `EventBus` last. */
  caller: ClassAccess = { mode: 'system', sharing: 'inherited' };

  constructor(
    program: RunningProgram,
    org: LocalOrg,
    options: {
      userId: string;
      sharing: boolean;
      quiddity: Transaction['quiddity'];
      test?: TestState | null;
      /** Shared with another transaction: jobs of tests. */
      statics?: Transaction['statics'];
    }
  ) {
    this.program = program;
    this.org = org;
    this.userId = options.userId;
    this.sharing = options.sharing;
    this.quiddity = options.quiddity;
    this.test = options.test ?? null;
    this.statics = options.statics ?? new Map<ClassRecord, Record<string, unknown>>();
    this.heap = new Heap(
      () => this.held(),
      () => this.limits.allowed.heapSize
    );
  }

  private *held(): Generator {
    for (const values of this.statics.values()) {
      yield* Object.values(values);
    }
    for (const { newList, oldList, newMap, oldMap } of this.triggers) {
      yield* [newList, oldList, newMap, oldMap];
    }
  }
}

let running: Transaction | null = null;

/** The transaction that runs now. Everything is synchronous, so there is one at a time. */
export function current(): Transaction {
  if (!running) {
    throw new Error('No Apex transaction is running');
  }
  return running;
}

export function currentOrNull(): Transaction | null {
  return running;
}

/** Runs work inside a transaction; the one around it goes on afterwards. */
export function within<T>(transaction: Transaction, work: () => T): T {
  const outer = running;
  running = transaction;
  try {
    return withHeap(transaction.heap, work);
  } finally {
    running = outer;
  }
}
