import type { FieldDescribe, ObjectDescribe } from '../schema/schema.ts';
import type { Access, BindValue, Org, Row } from '../platform/org.ts';
import { OrgError } from '../platform/org.ts';
import { parseSoql } from './parse.ts';
import type { SearchGroup, SoslSearch } from './sosl.ts';

const TEXT = new Set(['string', 'textarea', 'email', 'phone', 'url', 'picklist', 'combobox']);
const GROUPS: Record<SearchGroup, (field: FieldDescribe) => boolean> = {
  ALL: (field) => TEXT.has(field.type),
  NAME: (field) => field.nameField && TEXT.has(field.type),
  EMAIL: (field) => field.type === 'email',
  PHONE: (field) => field.type === 'phone'
};

/**
 * Runs a search: all its words must stand in one of the record's searched fields. `fixed` are the only ids that may be
 * found (tests). Rows come by object in the order of RETURNING. Salesforce's index knows of stems and synonyms; this
 * does not.
 */
export function search(
  org: Org,
  sosl: SoslSearch,
  binds: readonly BindValue[],
  access: Access,
  fixed: readonly string[] | null
): { object: ObjectDescribe; rows: Row[] }[] {
  let next = sosl.find === null ? 1 : 0;
  const text = sosl.find ?? String(binds[0] ?? '');
  if (text.trim().length < 2) {
    throw new OrgError('MALFORMED_SEARCH', 'search term must be longer than one character');
  }
  let left = sosl.limit;
  return sosl.returning.map(({ object: name, query, binds: count }) => {
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
    return { object, rows: limited };
  });
}

function withId(query: SoslSearch['returning'][number]['query']): typeof query {
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
  const words = text.match(/[\p{L}\p{Nd}*?@._-]+/gu) ?? [];
  const patterns = words.filter((word) => !/^(?:and|or|not)$/i.test(word)).map(pattern);
  const { rows } = org.query(parseSoql(`SELECT Id, ${names} FROM ${object.apiName}`), [], {
    ...access,
    mode: 'system'
  });
  return rows
    .filter((row) =>
      fields.some((field) => {
        const value = String(row.fields.get(field.apiName) ?? '');
        return patterns.every((one) => one.test(value));
      })
    )
    .map((row) => String(row.fields.get('Id')));
}

/** A word as it stands in a text: whole, but for `*` and `?`. */
function pattern(word: string): RegExp {
  const escaped = word
    .replaceAll(/[.+^${}()|[\]\\-]/g, '\\$&')
    .replaceAll('*', '[^\\s]*')
    .replaceAll('?', '[^\\s]');
  return new RegExp(`(?<![\\p{L}\\p{Nd}])${escaped}(?![\\p{L}\\p{Nd}])`, 'iu');
}
