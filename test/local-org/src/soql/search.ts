import type { FieldDescribe, ObjectDescribe } from '../schema/schema.ts';
import type { Access, BindValue, Org, Row } from '../platform/org.ts';
import { OrgError } from '../platform/org.ts';
import type { SoqlQuery } from './ast.ts';
import { parseSoql } from './parse.ts';
import { parseSearch, wordsOf } from './search-text.ts';
import type { SearchGroup, SoslSearch } from './sosl.ts';

const TEXT = new Set(['string', 'textarea', 'longtextarea', 'email', 'phone', 'url', 'picklist', 'combobox']);
const GROUPS: Record<SearchGroup, (field: FieldDescribe) => boolean> = {
  ALL: (field) => TEXT.has(field.type),
  NAME: (field) => field.nameField && TEXT.has(field.type),
  EMAIL: (field) => field.type === 'email',
  PHONE: (field) => field.type === 'phone'
};

/** What a search asks of the org. */
interface SearchedOrg extends Org {
  rights(userId: string): { object(object: ObjectDescribe): { read: boolean } };
}

/**
 * Runs a search over the words of the record's searched fields. `fixed` are the only ids that may be
 * found (tests). Rows come by object in the order of RETURNING. Salesforce's index knows of stems and synonyms; this
 * does not.
 */
export function search(
  org: SearchedOrg,
  sosl: SoslSearch,
  binds: readonly BindValue[],
  access: Access,
  fixed: readonly string[] | null
): { object: ObjectDescribe; query: SoqlQuery; rows: Row[] }[] {
  let next = sosl.find === null ? 1 : 0;
  const text = sosl.find ?? String(binds[0] ?? '');
  if (fixed === null && text.replaceAll(/[*?"]/g, '').trim().length < 2) {
    throw new OrgError('MALFORMED_SEARCH', `search term must be longer than one character: ${text}`);
  }
  let left = sosl.limit;
  const lists = (sosl.returning ?? everything(org, access)).map(({ object: name, query, binds: count }) => {
    const object = org.schema.object(name);
    if (!object) {
      throw new OrgError('INVALID_TYPE', `sObject type '${name}' is not supported.`);
    }
    const own = binds.slice(next, next + count);
    next += count;
    const ids = fixed ?? matching(org, object, text, sosl.group, access);
    const found = new Set(ids);
    const rows = org.query(withId(query), own, access).rows.filter((row) => found.has(String(row.fields.get('Id'))));
    const limited = rows.slice(0, left);
    left -= limited.length;
    return { object, query, rows: limited };
  });
  return sosl.returning ? lists : lists.filter(({ rows }) => rows.length > 0);
}

/** The ids of all objects with business records that the user may read. */
function everything(org: SearchedOrg, access: Access): NonNullable<SoslSearch['returning']> {
  return org.schema.objects
    .filter(
      ({ kind, setup, virtual, share }) => (kind === 'standard' || kind === 'custom') && !setup && !virtual && !share
    )
    .filter((object) => access.mode !== 'user' || org.rights(access.userId).object(object).read)
    .map(({ apiName }) => ({ object: apiName, query: parseSoql(`SELECT Id FROM ${apiName}`), binds: 0 }));
}

function withId(query: SoqlQuery): SoqlQuery {
  const selected = query.select.some(
    (item) =>
      item.kind === 'field' && item.expression.kind === 'path' && item.expression.path.join('.').toLowerCase() === 'id'
  );
  return selected ? query : { ...query, select: [...query.select, ...parseSoql('SELECT Id FROM Account').select] };
}

function matching(org: Org, object: ObjectDescribe, text: string, group: SearchGroup, access: Access): string[] {
  const fields = [...object.fields.values()].filter((field) => field.notEmulated === undefined && GROUPS[group](field));
  if (!fields.length) {
    return [];
  }
  const names = fields.map((field) => field.apiName).join(', ');
  const fits = parseSearch(text);
  const { rows } = org.query(parseSoql(`SELECT Id, ${names} FROM ${object.apiName}`), [], {
    ...access,
    mode: 'system'
  });
  return rows
    .filter((row) => fits(fields.flatMap((field) => wordsOf(String(row.fields.get(field.apiName) ?? '')))))
    .map((row) => String(row.fields.get('Id')));
}
