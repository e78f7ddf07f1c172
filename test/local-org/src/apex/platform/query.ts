import { OrgError, type BindValue } from '../../platform/org.ts';
import type { SoqlQuery } from '../../soql/ast.ts';
import { parseSoql } from '../../soql/parse.ts';
import { isAggregate } from '../compile/soql.ts';
import { AGGREGATE_RESULT } from '../types/aggregate.ts';
import { sObjectType, type Type } from '../types/type.ts';
import { noteRows } from '../runtime/heap.ts';
import { current, type ClassAccess } from '../runtime/transaction.ts';
import { ApexList, ApexMap, ApexSet } from '../runtime/values/collections.ts';
import { exception, throwable } from '../runtime/values/exceptions.ts';
import { toFieldValue } from '../runtime/values/field-values.ts';
import { recordOf, SObjectRecord } from '../runtime/values/record.ts';
import { accessFor } from './access.ts';

/** Runs a query as Apex does: counts its limits and brings records. Throws QueryException. */
export function query(
  soql: SoqlQuery,
  binds: readonly unknown[],
  access: ClassAccess,
  mode: 'user' | 'system' | null = null
): ApexList {
  const { limits, org } = current();
  limits.use('queries');
  // Subqueries have a limit of their own.
  limits.use('aggregateQueries', soql.select.filter((item) => item.kind === 'subquery').length);
  const result = guarded(() => org.query(soql, binds.map(bindValue), accessFor(access, mode ?? modeOfQuery(soql))));
  limits.use('queryRows', Math.max(result.rows.length, result.totalSize));
  noteRows(result.rows);
  const object = org.schema.object(soql.from.object);
  const element: Type = isAggregate(soql) || !object ? AGGREGATE_RESULT : sObjectType(object);
  return new ApexList(
    element,
    result.rows.map((row) => recordOf(row, org.schema, result.aggregate))
  );
}

/** `SELECT COUNT() …`. */
export function count(
  soql: SoqlQuery,
  binds: readonly unknown[],
  access: ClassAccess,
  mode: 'user' | 'system' | null = null
): number {
  const { limits, org } = current();
  limits.use('queries');
  return guarded(() => org.count(soql, binds.map(bindValue), accessFor(access, mode ?? modeOfQuery(soql))));
}

/** `WITH SYSTEM_MODE` leaves sharing to the class, which the class's own default of user mode would not. */
function modeOfQuery(soql: SoqlQuery): 'user' | 'system' | null {
  if (soql.with === 'SYSTEM_MODE') {
    return 'system';
  }
  return soql.with === 'USER_MODE' ? 'user' : null;
}

/** A query given as text. Throws QueryException where it is malformed. */
export function parseText(text: string): SoqlQuery {
  return guarded(() => parseSoql(text));
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof OrgError) {
      const thrown = exception('QueryException', error.message);
      thrown.inaccessible = error.inaccessible;
      throw throwable(thrown);
    }
    throw error;
  }
}

/** A value of Apex as a query binds it. */
export function bindValue(value: unknown): BindValue {
  if (value instanceof ApexList || value instanceof ApexSet) {
    return value.items.map(single);
  }
  return value instanceof ApexMap ? value.keys.map(single) : single(value);
}

function single(value: unknown) {
  return value instanceof SObjectRecord ? value.id : toFieldValue(value);
}
