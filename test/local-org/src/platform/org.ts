import type { FieldDescribe, FieldValue, ObjectDescribe, Schema } from '../schema/schema.ts';
import type { SoqlQuery } from '../soql/ast.ts';

/**
 * The org as Apex, the APIs and the pages use it. Everything here is synchronous (`node:sqlite`), because Apex is.
 */
export interface Org {
  readonly schema: Schema;
  readonly clock: Clock;
  /** Custom labels by lower-case name. */
  readonly labels: ReadonlyMap<string, { name: string; value: string }>;
  readonly bus: EventBus;

  /** Runs a query. Throws {@link OrgError} with Salesforce's status code when it is not valid. */
  query(query: SoqlQuery, binds: readonly BindValue[], access: Access): QueryResult;
  /** The number of rows that the query without its field list would find. */
  count(query: SoqlQuery, binds: readonly BindValue[], access: Access): number;

  /**
   * One DML statement in Salesforce's order of execution, triggers included. Rows that fail under `allOrNone` undo the
   * whole statement; otherwise the good rows stay (Salesforce then runs the triggers again for the good rows alone).
   * The results are in the order of the rows. Never throws for a bad row; throws for a statement that cannot run.
   */
  dml(operation: DmlOperation, rows: readonly DmlRow[], options: DmlOptions): DmlResult[];

  /**
   * Merges up to two duplicates into the master, whose fields are given as for an update. Throws {@link OrgError} for what
   * cannot be merged at all.
   */
  merge(master: DmlRow, duplicateIds: readonly string[], options: DmlOptions): MergeResult;

  /** Runs the work inside a savepoint, and undoes it when the work throws. Nested calls nest. */
  transaction<T>(work: () => T): T;
  savepoint(): Savepoint;
  rollback(to: Savepoint): void;
}

export interface Clock {
  /** Epoch milliseconds; tests may move it. */
  now(): number;
}

/** Opaque; ordered by creation. */
export interface Savepoint {
  readonly id: number;
}

/** Who asks and with which rights. */
export interface Access {
  userId: string;
  /** User mode enforces object permissions, field permissions and sharing. */
  mode: 'user' | 'system';
  /** Sharing of records, where the mode is `system`: `with sharing` classes filter by it. */
  sharing: boolean;
  /** Encrypted texts are masked, as APIs and pages show them to users without View Encrypted Data; Apex sees them. */
  masked?: boolean;
}

/** A bind is one value, or a collection for IN; dates as the text of their `FieldValue`. */
export type BindValue = FieldValue | readonly FieldValue[];

/** A row that a query brought. */
export interface Row {
  object: ObjectDescribe;
  /** By field API name as the schema spells it. Aggregate rows: by alias (`expr0`, `expr1`, … without one). */
  fields: Map<string, FieldValue>;
  /** By relationship name as the schema spells it; null where the lookup is empty. */
  parents: Map<string, Row | null>;
  /** By child relationship name. */
  children: Map<string, Row[]>;
  /** Of aggregate rows, the fields behind the columns: their types are those of the values. */
  sources?: ReadonlyMap<string, FieldDescribe>;
}

export interface QueryResult {
  rows: Row[];
  aggregate: boolean;
  totalSize: number;
}

export type DmlOperation = 'insert' | 'update' | 'upsert' | 'delete' | 'undelete';

export interface DmlRow {
  object: ObjectDescribe;
  /** By field API name as the schema spells it; only the fields that were set. The id, where known, under `Id`. */
  fields: Map<string, FieldValue>;
  /** Lookups given by an external id (`Account = new Account(Ext__c = …)`): relationship name → field and value. */
  parentKeys?: Map<string, { field: string; value: FieldValue }>;
}

export interface DmlOptions {
  access: Access;
  allOrNone: boolean;
  /** API name of the field to match on; upsert only, `Id` by default. */
  externalIdField?: string;
}

export interface DmlError {
  /** Salesforce's status code, e.g. `REQUIRED_FIELD_MISSING`. */
  statusCode: string;
  message: string;
  fields: string[];
  /** The user lacks the right to the whole object. */
  noObjectAccess?: boolean;
}

export interface DmlResult {
  id: string | null;
  success: boolean;
  created: boolean;
  errors: DmlError[];
}

export interface MergeResult extends DmlResult {
  /** The records that led to a duplicate and lead to the master now. */
  updatedRelatedIds: string[];
}

export type TriggerTiming = 'before' | 'after';
export type TriggerOperation = 'insert' | 'update' | 'delete' | 'undelete';

/** One row on its way through triggers. In a before trigger, changes to `fields` are what gets saved. */
export interface TriggerRow {
  /** Present except in before insert. The same Map before and after, so that reference identity can be kept. */
  fields: Map<string, FieldValue>;
  errors: DmlError[];
}

/** How DML calls Apex; implemented by the Apex runtime and set on the org by whoever wires both. */
export interface TriggerRunner {
  /** False lets DML skip the reading of old rows. */
  has(object: ObjectDescribe, timing: TriggerTiming, operation: TriggerOperation): boolean;
  /**
   * Runs all triggers of the object for one chunk of at most 200 rows (events: the subscriber's batch size).
   * `addError` puts into `errors` of the row. An uncaught Apex exception is thrown as {@link UncaughtApexException}, and
   * DML makes it the rows' `CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY`. Everything else that is thrown (a LimitException, a
   * fault of the emulator) passes through DML and undoes the statement.
   */
  fire(call: TriggerCall): void;
}

/** What a thrown error must carry to become an error of the rows that the trigger was given. */
export interface UncaughtApexException {
  /** `Name: execution of AfterInsert\n\ncaused by: System.DmlException: …\n\nTrigger.Name: line 1, column 1` */
  triggerMessage: string;
}

export interface TriggerCall {
  object: ObjectDescribe;
  timing: TriggerTiming;
  operation: TriggerOperation;
  /** Absent for delete. */
  newRows?: TriggerRow[];
  /** Absent for insert and undelete. In the order of `newRows`. */
  oldRows?: TriggerRow[];
  access: Access;
  /** The runner writes here which trigger is running. */
  trigger?: string;
}

/** An event as it stands on the bus. */
export interface BusEvent {
  replayId: number;
  eventUuid: string;
  object: ObjectDescribe;
  /** Includes `CreatedDate` and `CreatedById`. */
  fields: Map<string, FieldValue>;
  publishedAt: number;
}

export interface PublishResult {
  success: boolean;
  eventUuid: string | null;
  replayId: number | null;
  errors: DmlError[];
}

export interface EventBus {
  /**
   * Publishes events; after the transaction's commit or at once, as the event object says. Required fields and lengths
   * are checked at once, and a bad event does not sink its neighbours.
   */
  publish(rows: readonly DmlRow[], access: Access): PublishResult[];
  /** Stored events after the replay id, oldest first, at most `limit`; -1 = none but new ones, -2 = all retained. */
  read(object: ObjectDescribe, afterReplayId: number, limit: number): BusEvent[];
  /** Calls back after every commit that stored events of the object. Returns the function that ends it. */
  onStored(object: ObjectDescribe, listener: () => void): () => void;
  /** The newest replay id of the object, 0 when none. */
  tip(object: ObjectDescribe): number;
}

/** How the bus hands a batch to Apex triggers; implemented by the Apex runtime. */
export interface EventTriggerRunner {
  /** Names of the triggers on this event object. */
  triggers(object: ObjectDescribe): string[];
  /** Runs one trigger, in one transaction of its own, over one batch. */
  deliver(
    trigger: string,
    events: readonly BusEvent[],
    access: Access,
    retries: number,
    lastError: string | null
  ): DeliveryOutcome;
}

/** `checkpoint`: the trigger ended (well, or by an uncaught exception or limit) after `setResumeCheckpoint(replayId)`. */
export type DeliveryOutcome =
  | { kind: 'done' }
  | { kind: 'checkpoint'; replayId: number; error?: string }
  | { kind: 'retry'; message: string }
  | { kind: 'failed'; message: string };

/** An error with Salesforce's own code; the APIs and Apex turn it into their forms. */
export class OrgError extends Error {
  /** e.g. `INVALID_FIELD`, `MALFORMED_QUERY`, `INSUFFICIENT_ACCESS`. */
  readonly code: string;
  /** What the user may not see of a query, by object; empty where that is not the reason. */
  inaccessible: ReadonlyMap<string, ReadonlySet<string>> = new Map();

  constructor(code: string, message: string) {
    super(message);
    this.name = 'OrgError';
    this.code = code;
  }
}
