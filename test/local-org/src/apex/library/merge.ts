import { OrgError, type MergeResult } from '../../platform/org.ts';
import { accessFor } from '../platform/access.ts';
import { dmlRow } from '../platform/rows.ts';
import { declare, libraryClass, libraryType } from '../types/library.ts';
import type { Implementation } from '../types/symbols.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import { ApexList } from '../runtime/values/collections.ts';
import { exception, throwable } from '../runtime/values/exceptions.ts';
import { NativeObject } from '../runtime/values/objects.ts';
import { SObjectRecord } from '../runtime/values/record.ts';
import { errorList } from './errors.ts';

interface Merged extends MergeResult {
  mergedIds: string[];
}

type Result = NativeObject<Merged>;

declare({
  name: 'Database.MergeResult',
  methods: {
    'Id getId()': (self: Result) => self.data.id,
    'Boolean isSuccess()': (self: Result) => self.data.success,
    'List<Database.Error> getErrors()': (self: Result) => errorList(self.data.errors),
    'List<Id> getMergedRecordIds()': (self: Result) => new ApexList(libraryType('Id'), self.data.mergedIds),
    'List<Id> getUpdatedRelatedIds()': (self: Result) => new ApexList(libraryType('Id'), self.data.updatedRelatedIds)
  }
});

function idsOf(duplicates: unknown): string[] {
  const items = duplicates instanceof ApexList ? duplicates.items : [duplicates];
  return items.map((item) => (item instanceof SObjectRecord ? (item.id ?? '') : String(present(item))));
}

function merged(master: SObjectRecord, ids: readonly string[]): MergeResult {
  const { org, caller, limits } = current();
  limits.use('dmlStatements');
  limits.use('dmlRows', ids.length + 1);
  try {
    return org.merge(dmlRow(present(master)), ids, { access: accessFor(caller), allOrNone: true });
  } catch (error) {
    if (!(error instanceof OrgError)) {
      throw error;
    }
    const errors = [{ statusCode: error.code, message: error.message, fields: [] }];
    return { id: master.id, success: false, created: false, errors, updatedRelatedIds: [] };
  }
}

function run(master: SObjectRecord, duplicates: unknown, allOrNone: boolean): unknown {
  const ids = idsOf(duplicates);
  const result = merged(master, ids);
  const [first] = result.errors;
  if (first && allOrNone) {
    const message = `Merge failed. First exception on row 0 with id ${result.id ?? ''}; first error: ${first.statusCode}, ${first.message}: [${first.fields.join(', ')}]`;
    const thrown = exception('DmlException', message);
    thrown.rows = result.errors.map((error) => ({ ...error, index: 0, id: result.id }));
    throw throwable(thrown);
  }
  const symbol = present(libraryClass('Database.MergeResult'));
  const made = new NativeObject(symbol, { ...result, mergedIds: result.success ? ids : [] });
  return duplicates instanceof ApexList ? new ApexList(libraryType('Database.MergeResult'), [made]) : made;
}

const overload =
  (pick: (values: unknown[]) => boolean): Implementation =>
  (master: SObjectRecord, duplicates: unknown, ...values: unknown[]) =>
    run(master, duplicates, pick(values));

/** `Database.merge`, and so the `merge` statement. */
export const MERGES: Record<string, Implementation> = Object.fromEntries(
  (
    [
      ['Database.MergeResult', 'SObject duplicate'],
      ['Database.MergeResult', 'Id duplicate'],
      ['List<Database.MergeResult>', 'List<SObject> duplicates'],
      ['List<Database.MergeResult>', 'List<Id> duplicates']
    ] as const
  ).flatMap(([returns, duplicates]) => [
    [`${returns} merge(SObject master, ${duplicates})`, overload(() => true)],
    [
      `${returns} merge(SObject master, ${duplicates}, Boolean allOrNone)`,
      overload(([allOrNone]) => allOrNone !== false)
    ],
    [`${returns} merge(SObject master, ${duplicates}, AccessLevel level)`, overload(() => true)],
    [
      `${returns} merge(SObject master, ${duplicates}, Boolean allOrNone, AccessLevel level)`,
      overload(([allOrNone]) => allOrNone !== false)
    ]
  ])
);
