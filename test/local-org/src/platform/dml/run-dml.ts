import type { ObjectDescribe } from '../../schema/schema.ts';
import type { DmlOperation, DmlOptions, DmlResult, DmlRow, TriggerOperation } from '../org.ts';
import { OrgError } from '../org.ts';
import { dmlError } from './errors.ts';
import { keyField, matchByKey, ownId, resolveParentKeys } from './keys.ts';
import { summariesOver } from './roll-ups.ts';
import { deleteChunk, undeleteChunk } from './remove.ts';
import { insertChunk, updateChunk } from './save.ts';
import { refuseSelfReferences } from './triggers.ts';
import type { Chunk, DmlContext, Work } from './work.ts';

const CHUNK = 200;
const MAX_ATTEMPTS = 3;
/** Objects whose rows come only with others. */
const NOT_INSERTED: Partial<Record<string, string>> = {
  ContentDocument: 'entity type cannot be inserted: Content Document'
};

interface Statement {
  context: DmlContext;
  operation: DmlOperation;
  options: DmlOptions;
}

function newWork(row: DmlRow): Work {
  const parentKeys = row.parentKeys === undefined ? {} : { parentKeys: row.parentKeys };
  return {
    row: { object: row.object, fields: new Map(row.fields), ...parentKeys },
    id: null,
    created: false,
    errors: []
  };
}

function operations(operation: DmlOperation): TriggerOperation[] {
  return operation === 'upsert' ? ['insert', 'update'] : [operation];
}

function checkObject(statement: Statement, object: ObjectDescribe, works: readonly Work[]): void {
  if (object.kind === 'event' || object.kind === 'customMetadata') {
    throw new OrgError(
      'INVALID_TYPE_FOR_OPERATION',
      `DML operation ${statement.operation} not allowed on ${object.apiName}`
    );
  }
  const refused = statement.operation === 'insert' ? NOT_INSERTED[object.apiName] : undefined;
  if (refused !== undefined) for (const work of works) work.errors.push(dmlError.notInsertable(refused));
  const { access } = statement.options;
  if (access.mode !== 'user') return;
  const rights = statement.context.accessControl.rights(access.userId).object(object);
  const allowed = {
    insert: rights.create,
    update: rights.edit,
    upsert: rights.create && rights.edit,
    delete: rights.delete,
    undelete: rights.create
  }[statement.operation];
  if (!allowed) for (const work of works) work.errors.push(dmlError.noObjectAccess(object));
}

function runChunk(statement: Statement, object: ObjectDescribe, works: readonly Work[]): void {
  const { context, operation, options } = statement;
  const chunk = (as: DmlOperation): Chunk => ({ context, object, operation: as, access: options.access });
  context.formulas.use(options.access.userId);
  const sound = (): Work[] => works.filter((work) => work.errors.length === 0);
  checkObject(statement, object, works);
  for (const work of works) ownId(object, work);
  resolveParentKeys(context, object, sound());
  switch (operation) {
    case 'insert':
      insertChunk(chunk('insert'), sound());
      return;
    case 'update':
      refuseSelfReferences(chunk('update'), sound());
      updateChunk(chunk('update'), sound());
      return;
    case 'delete':
      refuseSelfReferences(chunk('delete'), sound());
      deleteChunk(chunk('delete'), sound());
      return;
    case 'undelete':
      undeleteChunk(chunk('undelete'), sound());
      return;
    case 'upsert': {
      const field = keyField(context, object, options.externalIdField ?? 'Id');
      if (field.type !== 'id') matchByKey(context, object, field, sound());
      const matched = sound();
      const fresh = matched.filter((work) => work.id === null);
      refuseSelfReferences(
        chunk('update'),
        matched.filter((work) => work.id !== null)
      );
      const known = sound().filter((work) => work.id !== null);
      if (fresh.length > 0) insertChunk(chunk('insert'), fresh);
      if (known.length > 0) updateChunk(chunk('update'), known);
    }
  }
}

/** Runs over all rows, object by object in chunks; with `allOrNone` the first chunk with an error ends it. */
function attempt(statement: Statement, works: readonly Work[]): void {
  for (const [object, rows] of Map.groupBy(works, (work) => work.row.object)) {
    for (let at = 0; at < rows.length; at += CHUNK) {
      const chunk = rows.slice(at, at + CHUNK);
      runChunk(statement, object, chunk);
      if (statement.options.allOrNone && chunk.some((work) => work.errors.length > 0)) return;
    }
  }
}

/** Whether a row may fail after others were saved with it, so that these must be saved once more without it. */
function mayFailLate(statement: Statement, works: readonly Work[]): boolean {
  const { schema } = statement.context;
  const runner = statement.context.triggers();
  const objects = new Set(works.map((work) => work.row.object));
  return [...objects].some(
    (object) =>
      summariesOver(schema, object).length > 0 ||
      operations(statement.operation).some(
        (operation) =>
          runner?.has(object, 'before', operation) === true || runner?.has(object, 'after', operation) === true
      )
  );
}

const toResult = (work: Work): DmlResult => {
  const success = work.errors.length === 0;
  return { id: work.id, success, created: success && work.created, errors: work.errors };
};

/** Partial success: what triggers did for bad rows is undone, and they run again for the good ones alone. */
function partly(statement: Statement, rows: readonly DmlRow[]): DmlResult[] {
  const { transactions } = statement.context;
  const works = rows.map(newWork);
  let candidates = works.map((_, i) => i);
  for (let tries = 1; candidates.length > 0; tries += 1) {
    const savepoint = transactions.savepoint();
    const live = candidates.map((i) => works[i] as Work);
    attempt(statement, live);
    const good = candidates.filter((i) => works[i]?.errors.length === 0);
    const settled = good.length === candidates.length || !mayFailLate(statement, live);
    if (!settled) transactions.rollback(savepoint);
    transactions.release(savepoint);
    if (settled) break;
    for (const i of good) {
      works[i] = newWork(rows[i] as DmlRow);
      if (tries >= MAX_ATTEMPTS) works[i].errors.push(dmlError.tooManyRetries());
    }
    candidates = tries >= MAX_ATTEMPTS ? [] : good;
  }
  return works.map(toResult);
}

function wholly(statement: Statement, rows: readonly DmlRow[]): DmlResult[] {
  const { transactions } = statement.context;
  const works = rows.map(newWork);
  const savepoint = transactions.savepoint();
  attempt(statement, works);
  const failed = works.some((work) => work.errors.length > 0);
  if (failed) transactions.rollback(savepoint);
  transactions.release(savepoint);
  return works.map((work) => (failed ? { ...toResult(work), success: false, created: false } : toResult(work)));
}

/** One DML statement; see {@link Org.dml}. Rows that only fell with others under `allOrNone` have no errors of their own. */
export function runDml(
  context: DmlContext,
  operation: DmlOperation,
  rows: readonly DmlRow[],
  options: DmlOptions
): DmlResult[] {
  const statement: Statement = { context, operation, options };
  return context.transactions.run(() => (options.allOrNone ? wholly(statement, rows) : partly(statement, rows)));
}
