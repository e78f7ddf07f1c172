import { loadShop } from '../../metadata/fixtures/shop.ts';
import type { Project } from '../../metadata/project.ts';
import type { FieldValue, ObjectDescribe } from '../../schema/schema.ts';
import { parseSoql } from '../../soql/parse.ts';
import { openOrg } from '../open-org.ts';
import type { LocalOrg } from '../open-org.ts';
import type { Access, BindValue, DmlOperation, DmlOptions, DmlResult, DmlRow } from '../org.ts';

/** An org in memory, with short forms for tests. */
export interface TestOrg {
  org: LocalOrg;
  admin: Access;
  object(name: string): ObjectDescribe;
  row(objectName: string, values: Record<string, FieldValue>): DmlRow;
  dml(operation: DmlOperation, rows: DmlRow[], options?: Partial<DmlOptions>): DmlResult[];
  /** Inserts one row that must succeed; returns its id. */
  insert(objectName: string, values: Record<string, FieldValue>): string;
  /** The selected fields of all rows, as plain objects. */
  select(soql: string, binds?: BindValue[], access?: Access): Record<string, FieldValue>[];
}

/** Opens an org of the fixture project, unless another is given. */
export function openTestOrg(
  options: { namespace?: string; file?: string; clock?: { now(): number }; project?: Project } = {}
): TestOrg {
  const { namespace, ...rest } = options;
  const org = openOrg({ ...rest, project: options.project ?? loadShop(namespace) });
  const admin: Access = { userId: org.users.admin, mode: 'system', sharing: false };
  const object = (name: string): ObjectDescribe => {
    const found = org.schema.object(name);
    if (found === undefined) throw new Error(`no object ${name}`);
    return found;
  };
  const row = (objectName: string, values: Record<string, FieldValue>): DmlRow => ({
    object: object(objectName),
    fields: new Map(
      Object.entries(values).map(([name, value]) => [
        org.schema.field(object(objectName), name)?.apiName ?? name,
        value
      ])
    )
  });
  const dml: TestOrg['dml'] = (operation, rows, given = {}) =>
    org.dml(operation, rows, { access: admin, allOrNone: false, ...given });
  return {
    org,
    admin,
    object,
    row,
    dml,
    insert(objectName, values) {
      const [result] = dml('insert', [row(objectName, values)]);
      if (result?.success !== true) throw new Error(JSON.stringify(result));
      return result.id ?? '';
    },
    select: (soql, binds = [], access = admin) =>
      org.query(parseSoql(soql), binds, access).rows.map((found) => {
        return Object.fromEntries([...found.fields].filter(([name]) => name !== 'Id'));
      })
  };
}
