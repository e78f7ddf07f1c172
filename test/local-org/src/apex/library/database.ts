import { ABSTRACT, declare, libraryClass, libraryType } from '../types/library.ts';
import type { Implementation } from '../types/symbols.ts';
import { OrgError, type DmlOperation, type DmlResult, type Savepoint } from '../../platform/org.ts';
import { runDml, recordsOf } from '../platform/dml.ts';
import { modeOf } from '../platform/access.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import type { ApexMap } from '../runtime/values/collections.ts';
import { ApexList } from '../runtime/values/collections.ts';
import { NativeObject, type ApexObject } from '../runtime/values/objects.ts';
import type { SObjectRecord } from '../runtime/values/record.ts';
import { notEmulated, raise } from '../runtime/values/exceptions.ts';
import { beanFields, newBean, type Bean } from './bean.ts';
import { executeBatch } from './batch.ts';
import { CURSOR_OPENERS } from './cursors.ts';
import { errorList } from './errors.ts';
import { LEAD_CONVERSIONS } from './lead-conversion.ts';
import { MERGES } from './merge.ts';
import { countText, queryText } from './query-text.ts';
import type { FieldOf } from './schema-tokens.ts';

type Result = NativeObject<DmlResult>;

const native = <T>(name: string, data: T): NativeObject<T> => new NativeObject(present(libraryClass(name)), data);

const RESULT: Record<string, Implementation> = {
  'Boolean isSuccess()': (self: Result) => self.data.success,
  'Id getId()': (self: Result) => self.data.id,
  'List<Database.Error> getErrors()': (self: Result) => errorList(self.data.errors)
};

const RESULT_FIELDS: Record<string, Implementation> = {
  'Boolean success': (self: Result) => self.data.success,
  'Id id': (self: Result) => self.data.id,
  'List<Database.Error> errors': (self: Result) => errorList(self.data.errors)
};

for (const name of ['SaveResult', 'DeleteResult', 'UndeleteResult', 'EmptyRecycleBinResult']) {
  declare({ name: `Database.${name}`, methods: RESULT, fields: RESULT_FIELDS });
}
declare({
  name: 'Database.UpsertResult',
  fields: { ...RESULT_FIELDS, 'Boolean created': (self: Result) => self.data.created },
  methods: { ...RESULT, 'Boolean isCreated()': (self: Result) => self.data.created }
});

const RESULT_CLASS: Record<DmlOperation, string> = {
  insert: 'Database.SaveResult',
  update: 'Database.SaveResult',
  upsert: 'Database.UpsertResult',
  delete: 'Database.DeleteResult',
  undelete: 'Database.UndeleteResult'
};

interface Options {
  allOrNone: unknown;
  field: NativeObject<FieldOf> | null;
  level: unknown;
}

function run(operation: DmlOperation, rows: unknown, { allOrNone, field, level }: Options): unknown {
  const records = recordsOf(rows);
  const results = runDml({
    operation,
    records,
    access: current().caller,
    mode: modeOf(level),
    allOrNone: allOrNone !== false,
    field: field?.data.field.apiName ?? null,
    method: true
  }).map((result) => native(RESULT_CLASS[operation], result));
  return rows instanceof ApexList ? new ApexList(libraryType(RESULT_CLASS[operation]), results) : (results[0] ?? null);
}

for (const [name, ...fields] of [
  ['AssignmentRuleHeader', 'Id assignmentRuleId', 'Boolean useDefaultRule'],
  ['DuplicateRuleHeader', 'Boolean allowSave', 'Boolean runAsCurrentUser'],
  ['EmailHeader', 'Boolean triggerAutoResponseEmail', 'Boolean triggerOtherEmail', 'Boolean triggerUserEmail']
] as const) {
  declare({
    name: `Database.DMLOptions.${name}`,
    constructors: { '()': () => newBean(`Database.DMLOptions.${name}`) },
    fields: beanFields(...fields)
  });
}
declare({
  name: 'Database.DMLOptions',
  constructors: {
    '()': () =>
      newBean(
        'Database.DMLOptions',
        Object.fromEntries(HEADERS.map((name) => [name.toLowerCase(), newBean(`Database.DMLOptions.${name}`)]))
      )
  },
  fields: beanFields(
    'Boolean allowFieldTruncation',
    'Database.DMLOptions.AssignmentRuleHeader assignmentRuleHeader',
    'Database.DMLOptions.DuplicateRuleHeader duplicateRuleHeader',
    'Database.DMLOptions.EmailHeader emailHeader',
    'String localeOptions',
    'Boolean optAllOrNone'
  )
});

const HEADERS = ['AssignmentRuleHeader', 'DuplicateRuleHeader', 'EmailHeader'];

/** What options do besides `optAllOrNone`: they may cut texts, and they ask for rules that are not emulated. */
function applyOptions(target: unknown, options: Bean | null): unknown {
  const header = (name: string): Record<string, unknown> =>
    (options?.data[name] as Bean | null | undefined)?.data ?? {};
  const { usedefaultrule: usual, assignmentruleid: rule } = header('assignmentruleheader');
  for (const record of recordsOf(target)) {
    const { object } = record;
    const rules = current().org.project.assignmentRules.some((one) => one.object === object.apiName);
    if (rules && (usual === true || (rule ?? null) !== null)) {
      throw notEmulated(`assignment rules of ${object.apiName} (Database.DMLOptions)`);
    }
    if (options?.data['allowfieldtruncation'] === true) {
      truncate(record);
    }
  }
  return target;
}

function truncate(record: SObjectRecord): void {
  for (const field of record.object.fields.values()) {
    const value = record.fields.get(field.apiName);
    if (
      typeof value === 'string' &&
      field.length !== undefined &&
      TRUNCATED.has(field.type) &&
      value.length > field.length
    ) {
      record.set(field, value.slice(0, field.length), value.slice(0, field.length));
    }
  }
}

/** Types whose texts may be cut. Source: Apex Reference Guide, "DMLOptions Class" (allowFieldTruncation). */
const TRUNCATED = new Set([
  'string',
  'textarea',
  'longtextarea',
  'email',
  'phone',
  'picklist',
  'multipicklist',
  'encryptedstring',
  'combobox'
]);

/** `insert(one|list [, allOrNone] [, level])` and its kin. */
function overloads(operation: DmlOperation): Record<string, Implementation> {
  const table: Record<string, Implementation> = {};
  const kinds = [
    [RESULT_CLASS[operation], 'SObject row'],
    [`List<${RESULT_CLASS[operation]}>`, 'List<SObject> rows']
  ] as const;
  const add = (returns: string, parameters: string, implementation: Implementation): void => {
    table[`${returns} ${operation}(${parameters})`] = implementation;
  };
  const fields = operation === 'upsert' ? [false, true] : [false];
  for (const [returns, rows] of kinds) {
    for (const withField of fields) {
      const head = withField ? `${rows}, Schema.SObjectField field` : rows;
      const field = (values: unknown[]): Options['field'] => (withField ? (values[0] as Options['field']) : null);
      const rest = (values: unknown[]): unknown[] => (withField ? values.slice(1) : values);
      const call =
        (pick: (values: unknown[]) => [unknown, unknown]): Implementation =>
        (target: unknown, ...values: unknown[]) => {
          const [allOrNone, level] = pick(rest(values));
          return run(operation, target, { allOrNone, level, field: field(values) });
        };
      add(
        returns,
        head,
        call(() => [true, null])
      );
      add(
        returns,
        `${head}, Boolean allOrNone`,
        call(([first]) => [first, null])
      );
      if (operation === 'insert' || operation === 'update') {
        add(returns, `${head}, Database.DMLOptions options`, (target: unknown, ...values: unknown[]) => {
          const options = rest(values)[0] as Bean | null;
          const allOrNone = options?.data['optallornone'] ?? false;
          return run(operation, applyOptions(target, options), { allOrNone, level: null, field: field(values) });
        });
      }
      add(
        returns,
        `${head}, AccessLevel level`,
        call(([first]) => [true, first])
      );
      add(
        returns,
        `${head}, Boolean allOrNone, AccessLevel level`,
        call(([first, second]) => [first, second])
      );
    }
  }
  return table;
}

/** `Database.emptyRecycleBin`: records that are not in the bin fail. */
function purged(rows: unknown): NativeObject<DmlResult>[] {
  const { limits, org } = current();
  limits.use('dmlStatements');
  return recordsOf(rows).map((record) => {
    const { id, object } = record;
    const success = id !== null && org.emptyRecycleBin(object, [id]).has(id);
    const errors = success
      ? []
      : [{ statusCode: 'UNDELETE_FAILED', message: 'Entity is not in the recycle bin', fields: [] }];
    return native('Database.EmptyRecycleBinResult', { id, success, created: false, errors });
  });
}

function locator(text: string, level: unknown, map: ApexMap | null = null): NativeObject {
  return native('Database.QueryLocator', { text, rows: queryText(text, map, level) });
}

declare({
  name: 'Database',
  statics: {
    ...overloads('insert'),
    ...overloads('update'),
    ...overloads('upsert'),
    ...overloads('delete'),
    ...overloads('undelete'),
    'List<SObject> query(String text)': (text: string) => queryText(text, null, null),
    'List<SObject> query(String text, AccessLevel level)': (text: string, level: unknown) =>
      queryText(text, null, level),
    'List<SObject> queryWithBinds(String text, Map<String,Object> binds, AccessLevel level)': queryText,
    'Integer countQuery(String text)': (text: string) => countText(text, null, null),
    'Integer countQuery(String text, AccessLevel level)': (text: string, level: unknown) =>
      countText(text, null, level),
    'Integer countQueryWithBinds(String text, Map<String,Object> binds, AccessLevel level)': countText,
    'Database.QueryLocator getQueryLocator(String text)': (text: string) => locator(text, null),
    'Database.QueryLocator getQueryLocator(String text, AccessLevel level)': locator,
    'Database.QueryLocator getQueryLocatorWithBinds(String text, Map<String,Object> binds, AccessLevel level)': (
      text: string,
      map: ApexMap,
      level: unknown
    ) => locator(text, level, map),
    ...CURSOR_OPENERS,
    ...MERGES,
    ...LEAD_CONVERSIONS,
    'Database.QueryLocator getQueryLocator(List<SObject> rows)': (rows: ApexList) =>
      native('Database.QueryLocator', { text: '', rows }),
    'Savepoint setSavepoint()': () => {
      current().limits.use('dmlStatements');
      const made = native('Savepoint', { ...current().org.savepoint(), uncommitted: current().uncommitted });
      current().savepoints.push(made);
      return made;
    },
    'void rollback(Savepoint to)': (to: NativeObject<Savepoint & { uncommitted: boolean }>) => {
      current().limits.use('dmlStatements');
      rollback(present(to).data);
      current().uncommitted = to.data.uncommitted;
      release(to, 1);
    },
    'Database.EmptyRecycleBinResult emptyRecycleBin(SObject row)': (row: SObjectRecord) => purged(row)[0] ?? null,
    'List<Database.EmptyRecycleBinResult> emptyRecycleBin(List<SObject> rows)': (rows: ApexList) =>
      new ApexList(libraryType('Database.EmptyRecycleBinResult'), purged(rows)),
    'void releaseSavepoint(Savepoint savepoint)': (savepoint: unknown) => release(present(savepoint), 0),
    'Id executeBatch(Object job)': (job: ApexObject) => executeBatch(job, 200),
    'Id executeBatch(Object job, Integer size)': executeBatch
  }
});

/** Releases what was set after a savepoint, and with `kept` 0 itself. */
function release(savepoint: unknown, kept: 0 | 1): void {
  const { savepoints } = current();
  const at = savepoints.indexOf(savepoint);
  if (at >= 0) {
    savepoints.splice(at + kept);
  }
}

/** Undoes what came after. A savepoint that an earlier rollback has undone is no longer valid. */
function rollback(to: Savepoint): void {
  try {
    current().org.rollback(to);
  } catch (error) {
    raise('InvalidParameterValueException', error instanceof OrgError ? error.message : String(error));
  }
}

declare({ name: 'Savepoint' });

declare({
  name: 'StubProvider',
  kind: 'interface',
  methods: {
    'Object handleMethodCall(Object stub, String method, Type returns, List<Type> types, List<String> names, List<Object> values)':
      ABSTRACT
  }
});
