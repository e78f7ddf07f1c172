import { declare, libraryClass } from '../types/library.ts';
import type { Implementation } from '../types/symbols.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import { ApexList, type ApexMap } from '../runtime/values/collections.ts';
import { exception, raise, throwable } from '../runtime/values/exceptions.ts';
import { NativeObject } from '../runtime/values/objects.ts';
import { newBean, type Bean } from './bean.ts';
import { queryText } from './query-text.ts';

interface Rows {
  rows: ApexList;
  deleted: Set<number>;
}

type Cursor = NativeObject<Rows>;

const MAX_PAGE = 2000;

function slice({ data }: Cursor, position: number, count: number): unknown[] {
  const size = data.rows.items.length;
  if (present(position) < 0 || present(count) < 1 || position > size) {
    raise('InvalidParameterValueException', `Invalid position or count: ${position}, ${count}`);
  }
  current().limits.use('fetchCalls');
  const found = data.rows.items.slice(position, position + count);
  current().limits.use('queryRows', found.length);
  return found;
}

function page(self: Cursor, start: number, size: number): Bean {
  if (present(size) > MAX_PAGE) {
    throw throwable(exception('InvalidParameterValueException', `Page size must be at most ${MAX_PAGE}`));
  }
  const records = slice(self, start, size);
  return newBean('Database.CursorFetchResult', {
    records: new ApexList(self.data.rows.element, records),
    nextIndex: start + records.length,
    done: start + records.length >= self.data.rows.items.length
  });
}

declare({
  name: 'Database.Cursor',
  methods: {
    'List<SObject> fetch(Integer position, Integer count)': (self: Cursor, position: number, count: number) =>
      new ApexList(self.data.rows.element, slice(self, position, count)),
    'Integer getNumRecords()': (self: Cursor) => self.data.rows.items.length
  }
});
declare({
  name: 'Database.CursorFetchResult',
  methods: {
    'List<SObject> getRecords()': (self: Bean) => self.data['records'],
    'Integer getNextIndex()': (self: Bean) => self.data['nextIndex'],
    'Integer getNumDeletedRecords()': () => 0,
    'Boolean isDone()': (self: Bean) => self.data['done']
  }
});
declare({
  name: 'Database.PaginationCursor',
  methods: {
    'Database.CursorFetchResult fetchPage(Integer start, Integer size)': page,
    'Integer getNumRecords()': (self: Cursor) => self.data.rows.items.length
  }
});
for (const name of ['FatalCursorException', 'TransientCursorException']) {
  declare({
    name,
    extends: 'Exception',
    constructors: { '()': () => null, '(String message)': () => null, '(String message, Exception cause)': () => null }
  });
}

function make(className: string, text: string, map: ApexMap | null, level: unknown): Cursor {
  const rows = queryText(text, map, level);
  return new NativeObject(present(libraryClass(className)), { rows, deleted: new Set() });
}

function openers(className: string, method: string): Record<string, Implementation> {
  return {
    [`${className} ${method}(String text)`]: (text: string) => make(className, text, null, null),
    [`${className} ${method}(String text, AccessLevel level)`]: (text: string, level: unknown) =>
      make(className, text, null, level),
    [`${className} ${method}WithBinds(String text, Map<String,Object> binds, AccessLevel level)`]: (
      text: string,
      map: ApexMap,
      level: unknown
    ) => make(className, text, map, level)
  };
}

/** `Database.getCursor` and its kin. The rows are those at the time of the call; fetching counts against the limits. */
export const CURSOR_OPENERS: Record<string, Implementation> = {
  ...openers('Database.Cursor', 'getCursor'),
  ...openers('Database.PaginationCursor', 'getPaginationCursor')
};
