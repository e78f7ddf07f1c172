import type { Access, Org } from '../platform/org.ts';
import { nameFieldOf, type FieldValue, type ObjectDescribe } from '../schema/schema.ts';
import { parseSoql } from '../soql/parse.ts';

/**
 * What records are called, by their ids; one query for each object. Names show even where sharing hides the records, as
 * lookups do on Salesforce's pages.
 *
 * @param values what lookups hold; what is no id of a known object is passed over
 */
export function recordNames(
  org: Org,
  values: readonly (FieldValue | undefined)[],
  userId: string
): Map<string, string> {
  const byObject = new Map<ObjectDescribe, Set<string>>();
  for (const id of values) {
    const object = typeof id === 'string' ? org.schema.byKeyPrefix(id.slice(0, 3)) : undefined;
    if (typeof id === 'string' && object !== undefined) {
      byObject.set(object, (byObject.get(object) ?? new Set()).add(id));
    }
  }
  const access: Access = { userId, mode: 'system', sharing: false };
  const names = new Map<string, string>();
  for (const [object, ids] of byObject) {
    const field = nameFieldOf(object)?.apiName;
    if (field === undefined) continue;
    const query = parseSoql(`SELECT Id, ${field} FROM ${object.apiName} WHERE Id IN :ids`);
    for (const { fields } of org.query(query, [[...ids]], access).rows) {
      names.set(String(fields.get('Id')), String(fields.get(field)));
    }
  }
  return names;
}
