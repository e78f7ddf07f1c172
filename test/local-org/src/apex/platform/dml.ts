import { OrgError, type DmlError, type DmlOperation, type DmlResult } from '../../platform/org.ts';
import { current, type ClassAccess } from '../runtime/transaction.ts';
import { ApexList } from '../runtime/values/collections.ts';
import type { ApexException } from '../runtime/values/exceptions.ts';
import { exception, throwable, type FailedRow, raise } from '../runtime/values/exceptions.ts';
import type { SObjectRecord } from '../runtime/values/record.ts';
import { present } from '../runtime/operators.ts';
import { accessFor } from './access.ts';
import { mixedDml } from './mixed-dml.ts';
import { dmlRow } from './rows.ts';

export interface DmlCall {
  operation: DmlOperation;
  records: SObjectRecord[];
  access: ClassAccess;
  mode: 'user' | 'system' | null;
  allOrNone: boolean;
  /** API name of upsert's key. */
  field: string | null;
  /** A method of Database, which refuses a user without rights to the object by a SecurityException. */
  method?: boolean;
}

/** The records of a DML argument: one, or a list. */
export function recordsOf(value: unknown): SObjectRecord[] {
  const items = present(value) instanceof ApexList ? (value as ApexList).items : [value];
  return items.map((item) => present(item as SObjectRecord | null));
}

/** Runs DML and writes new ids into the records. Throws DmlException under `allOrNone`. */
export function runDml(call: DmlCall): DmlResult[] {
  const { limits, org } = current();
  if (!call.records.length) {
    return [];
  }
  limits.use('dmlStatements');
  limits.use('dmlRows', call.records.length);
  checkIds(call);
  const mixed = mixedDml(current().dmlKinds, call);
  if (mixed) {
    return refused(call, mixed.index, { statusCode: 'MIXED_DML_OPERATION', message: mixed.message, fields: [] });
  }
  current().uncommitted = true;
  const results = guarded(() =>
    org.dml(call.operation, call.records.map(dmlRow), {
      access: accessFor(call.access, call.mode),
      allOrNone: call.allOrNone,
      ...(call.field === null ? {} : { externalIdField: call.field })
    })
  );
  const denied = call.method
    ? results.flatMap((result) => result.errors).find((error) => error.noObjectAccess)
    : undefined;
  if (call.allOrNone && denied) {
    const thrown = exception('SecurityException', denied.message);
    thrown.inaccessible = new Map(call.records.map(({ object }) => [object.apiName, new Set<string>()]));
    throw throwable(thrown);
  }
  if (call.allOrNone && results.some((result) => !result.success)) {
    throw throwable(dmlException(call, results));
  }
  results.forEach((result, index) => {
    const record = call.records[index];
    if (
      record &&
      result.success &&
      result.id !== null &&
      (call.operation === 'insert' || call.operation === 'upsert')
    ) {
      record.fields.set('Id', result.id);
    }
  });
  return results;
}

function checkIds(call: DmlCall): void {
  call.records.forEach((record, index) => {
    if (call.operation === 'insert' && record.id !== null) {
      const message = 'cannot specify Id in an insert call';
      fault(call, index, { statusCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', message, fields: ['Id'] });
    }
    if ((call.operation === 'update' || call.operation === 'delete') && record.id === null) {
      fault(call, index, { statusCode: 'MISSING_ARGUMENT', message: 'Id not specified in an update call', fields: [] });
    }
  });
}

/** A statement that may not run at all: its rows fail, or it throws. */
function refused(call: DmlCall, index: number, error: DmlError): DmlResult[] {
  fault(call, index, error);
  return call.records.map(({ id }) => ({ id, success: false, created: false, errors: [error] }));
}

function fault(call: DmlCall, index: number, error: DmlError): void {
  if (call.allOrNone) {
    throw throwable(failed(call, [{ ...error, index, id: call.records[index]?.id ?? null }]));
  }
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof OrgError) {
      raise('DmlException', `${error.code}: ${error.message}`);
    }
    throw error;
  }
}

const WORDS: Record<DmlOperation, string> = {
  insert: 'Insert',
  update: 'Update',
  upsert: 'Upsert',
  delete: 'Delete',
  undelete: 'Undelete'
};

function dmlException(call: DmlCall, results: readonly DmlResult[]): ApexException {
  const rows = results.flatMap((result, index) =>
    result.success
      ? []
      : result.errors.map((error): FailedRow => ({ ...error, index, id: call.records[index]?.id ?? null }))
  );
  return failed(call, rows);
}

function failed(call: DmlCall, rows: FailedRow[]): ApexException {
  const [first] = rows;
  const where = first?.id ? ` with id ${first.id}` : '';
  const message = `${WORDS[call.operation]} failed. First exception on row ${first?.index ?? 0}${where}; first error: ${first?.statusCode ?? 'UNKNOWN_EXCEPTION'}, ${first?.message ?? ''}: [${first?.fields.join(', ') ?? ''}]`;
  const thrown = exception('DmlException', message);
  thrown.rows = rows;
  return thrown;
}
