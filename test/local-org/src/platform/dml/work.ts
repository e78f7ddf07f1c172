import type { FieldValue, ObjectDescribe, Schema } from '../../schema/schema.ts';
import type { Store } from '../../store/store.ts';
import type { Transactions } from '../../store/transactions.ts';
import type { Formulas } from '../formulas/formulas.ts';
import type { RecordTypes } from '../record-types.ts';
import type { AccessControl } from '../access/access-control.ts';
import type { Access, Clock, DmlError, DmlOperation, DmlRow, TriggerCall, TriggerRunner } from '../org.ts';

/** One row on its way through a DML statement. */
export interface Work {
  row: DmlRow;
  id: string | null;
  created: boolean;
  errors: DmlError[];
  /** New values of roll-ups, which the platform alone writes. */
  summary?: Map<string, FieldValue>;
}

/** A row that is inserted or updated: its stored state before, and its state to be, which triggers may change. */
export interface SavedWork {
  work: Work;
  old: Map<string, FieldValue> | undefined;
  fields: Map<string, FieldValue>;
}

/** A trigger's call and the records that it is about. */
export interface RunningTrigger {
  call: TriggerCall;
  ids: ReadonlySet<string>;
}

/** What the steps of a DML statement share. */
export interface DmlContext {
  schema: Schema;
  store: Store;
  transactions: Transactions;
  clock: Clock;
  accessControl: AccessControl;
  formulas: Formulas;
  recordTypes: RecordTypes;
  triggers(): TriggerRunner | undefined;
  /** The triggers that are running, each started by DML of the one before. */
  running: RunningTrigger[];
}

/** One chunk of one statement. */
export interface Chunk {
  context: DmlContext;
  object: ObjectDescribe;
  operation: DmlOperation;
  access: Access;
}
