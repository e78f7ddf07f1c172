import type { Entry } from '../state/model.ts';
import {
  LENS_FIELDS,
  type LensField,
  SEARCH_BOX_NAMES,
  searchable,
  SIZE_FIELDS,
  TIME_FIELDS,
  valueOf
} from './fields.ts';
import { parseQuery, type Query, QueryError, wildcard } from './lucene.ts';

interface FieldQuery {
  field: LensField;
  query: string;
}

/** The argument of `getTransactions`, as the vendor's collection uses it. */
export interface TransactionQuery {
  count?: number | null;
  offset?: number | null;
  scroll?: boolean | null;
  scrollid?: string | null;
  sortby?: { field: LensField; type?: 'ASC' | 'DESC' | null } | null;
  ranges?: { field: LensField; from?: string | null; to?: string | null }[] | null;
  filters?: { field: LensField; values: { not?: boolean | null; value: string }[] }[] | null;
  fields?: { must?: FieldQuery[] | null; should?: FieldQuery[] | null } | null;
  contentKeyFilters?: { key: string; value: string }[] | null;
  query?: string | null;
}

type Test = (entry: Entry) => boolean;

/** What `*` alone finds: any value. Everything else must fit the whole value. */
function fieldTest(field: LensField, text: string, solutionId: string): Test {
  if (text === '*') return (entry) => valueOf(entry, field, solutionId) !== null;
  const pattern = wildcard(text);
  return (entry) => searchable(entry, field, solutionId).some((value) => pattern.test(value));
}

function contentKeyTest(key: string, value: string): Test {
  const pattern = wildcard(value);
  const name = key.toLowerCase();
  return ({ contentkeys = [] }) =>
    contentkeys.some(([known, text]) => known.toLowerCase() === name && pattern.test(text));
}

function rangeTest({ field, from, to }: NonNullable<TransactionQuery['ranges']>[number]): Test {
  if ((SIZE_FIELDS as readonly string[]).includes(field)) throw new QueryError('No numeric filters are available.');
  if (!(TIME_FIELDS as readonly string[]).includes(field))
    throw new QueryError(`"${field}" is no time: ranges are for times.`);
  const [least, most] = [timeOf(from ?? undefined, 'from'), timeOf(to ?? undefined, 'to')];
  return (entry) => {
    const value = (entry as Partial<Record<LensField, unknown>>)[field];
    if (typeof value !== 'string') return false;
    const time = Date.parse(value);
    return (least === undefined || time >= least) && (most === undefined || time <= most);
  };
}

function timeOf(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d{2}-\d{2}(T|$)/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new QueryError(`"${name}: ${text}" is no ISO 8601 time, such as 2025-01-31T00:00:00Z.`);
  return time;
}

function filterTest({ field, values }: NonNullable<TransactionQuery['filters']>[number], solutionId: string): Test {
  const tests = (not: boolean) =>
    values.filter((one) => (one.not ?? false) === not).map(({ value }) => fieldTest(field, value, solutionId));
  const [wanted, unwanted] = [tests(false), tests(true)];
  return (entry) =>
    (wanted.length === 0 || wanted.some((test) => test(entry))) && !unwanted.some((test) => test(entry));
}

/** A term of the search box: in one field, or in any field and content key, as a whole or as a word of it. */
function termTest(field: string | null, text: string, solutionId: string): Test {
  if (field !== null) {
    const plain = field.replace(/^meta\./, '').toLowerCase();
    if (plain === 'errorcount') return errorCountTest(text);
    const name = SEARCH_BOX_NAMES[plain] ?? LENS_FIELDS.find((known) => known === plain);
    if (!name) throw new QueryError(`There is no field "${field}" to search in.`);
    return fieldTest(name, text, solutionId);
  }
  const pattern = wildcard(text);
  const fits = (value: string) =>
    pattern.test(value) || (/\s/.test(value) && value.split(/\s+/).some((word) => pattern.test(word)));
  return (entry) =>
    LENS_FIELDS.some((name) => searchable(entry, name, solutionId).some(fits)) ||
    (entry.contentkeys ?? []).some(([, value]) => fits(value));
}

/** Not a field that is returned, but one that the vendor's example searches for. */
function errorCountTest(text: string): Test {
  const pattern = wildcard(text);
  return ({ errorcode }) => errorcode !== undefined && pattern.test('1');
}

function queryTest(query: Query, solutionId: string): Test {
  if (query.kind === 'term') return termTest(query.field, query.text, solutionId);
  if (query.kind === 'not') {
    const test = queryTest(query.of, solutionId);
    return (entry) => !test(entry);
  }
  const tests = query.of.map((one) => queryTest(one, solutionId));
  return query.kind === 'and'
    ? (entry) => tests.every((test) => test(entry))
    : (entry) => tests.some((test) => test(entry));
}

function testOf(query: TransactionQuery, solutionId: string): Test {
  const fieldTests = (list: FieldQuery[] | null | undefined) =>
    (list ?? []).map((one) => fieldTest(one.field, one.query, solutionId));
  const should = fieldTests(query.fields?.should);
  const must = [
    ...fieldTests(query.fields?.must),
    ...(query.ranges ?? []).map(rangeTest),
    ...(query.filters ?? []).map((filter) => filterTest(filter, solutionId)),
    ...(query.contentKeyFilters ?? []).map(({ key, value }) => contentKeyTest(key, value)),
    ...(query.query ? [queryTest(parseQuery(query.query), solutionId)] : []),
    ...(should.length > 0 ? [(entry: Entry) => should.some((test) => test(entry))] : [])
  ];
  return (entry) => must.every((test) => test(entry));
}

/**
 * The entries that a query finds, all of them, in its order.
 * @param entries those that the caller may see, oldest first
 * @throws QueryError for a query that cannot be answered
 */
export function search(entries: readonly Entry[], query: TransactionQuery, solutionId: string): Entry[] {
  const found = entries.filter(testOf(query, solutionId));
  const field = query.sortby?.field ?? 'arrivaltime';
  const sign = (query.sortby?.type ?? (query.sortby ? 'ASC' : 'DESC')) === 'ASC' ? 1 : -1;
  const keyed = found.map((entry, index) => ({ entry, index, key: valueOf(entry, field, solutionId) }));
  keyed.sort((a, b) => compare(a.key, b.key, sign) || sign * (a.index - b.index));
  return keyed.map(({ entry }) => entry);
}

/** Entries without a value come last, whatever the direction. */
function compare(left: string | number | null, right: string | number | null, sign: number): number {
  if (left === right) return 0;
  if (left === null || right === null) return left === null ? 1 : -1;
  return left < right ? -sign : sign;
}
