import type { SoqlQuery } from '../../soql/ast.ts';
import { modeOf } from '../platform/access.ts';
import { count, parseText, query } from '../platform/query.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import type { ApexList, ApexMap } from '../runtime/values/collections.ts';
import { raise } from '../runtime/values/exceptions.ts';

/** `:name` binds of a dynamic query, from a map or the variables of the place that asks. */
function bindsOf(soql: SoqlQuery, map: ApexMap | null): unknown[] {
  return soql.binds.map((name) => {
    const variable = map ? undefined : current().binds[name.trim().toLowerCase()];
    if (variable) {
      return variable();
    }
    const found = [...(map?.entries.values() ?? [])].find(
      (entry) => String(entry.key).toLowerCase() === name.trim().toLowerCase()
    );
    if (!found) {
      raise('QueryException', `Variable does not exist: ${name}`);
    }
    return found.value;
  });
}

/** Rows of a query given as text. `level` is an AccessLevel, or null for that of the calling class. */
export function queryText(text: string, map: ApexMap | null, level: unknown): ApexList {
  const soql = parseText(present(text));
  return query(soql, bindsOf(soql, map), current().caller, modeOf(level));
}

/** As {@link queryText}, for `SELECT COUNT()`. */
export function countText(text: string, map: ApexMap | null, level: unknown): number {
  const soql = parseText(present(text));
  return count(soql, bindsOf(soql, map), current().caller, modeOf(level));
}
