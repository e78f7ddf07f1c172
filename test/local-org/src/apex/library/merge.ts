import { parseSoql } from '../../soql/parse.ts';
import type { DmlError, DmlResult, DmlRow } from '../../platform/org.ts';
import { accessFor } from '../platform/access.ts';
import { dmlRow } from '../platform/rows.ts';
import { declare, libraryClass, libraryType } from '../types/library.ts';
import type { Implementation } from '../types/symbols.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import { ApexList } from '../runtime/values/collections.ts';
import { exception, raise, throwable } from '../runtime/values/exceptions.ts';
import { NativeObject } from '../runtime/values/objects.ts';
import { SObjectRecord } from '../runtime/values/record.ts';
import { errorList } from './errors.ts';

const MERGEABLE = new Set(['Account', 'Contact', 'Lead', 'Case']);
const MOST = 2;

interface Merged {
  id: string | null;
  mergedIds: string[];
  updatedIds: string[];
  errors: DmlError[];
}

declare({
  name: 'Database.MergeResult',
  methods: {
    'Id getId()': (self: NativeObject<Merged>) => self.data.id,
    'Boolean isSuccess()': (self: NativeObject<Merged>) => self.data.errors.length === 0,
    'List<Database.Error> getErrors()': (self: NativeObject<Merged>) => errorList(self.data.errors),
    'List<Id> getMergedRecordIds()': (self: NativeObject<Merged>) =>
      new ApexList(libraryType('Id'), self.data.mergedIds),
    'List<Id> getUpdatedRelatedIds()': (self: NativeObject<Merged>) =>
      new ApexList(libraryType('Id'), self.data.updatedIds)
  }
});

/** Moves what hangs on the duplicates to the master, saves the master, deletes the duplicates. */
function mergeRecords(master: SObjectRecord, duplicates: readonly string[]): Merged {
  const { org, caller, limits } = current();
  const { object } = master;
  if (!MERGEABLE.has(object.apiName)) {
    raise(
      'DmlException',
      `Merge failed. First exception on row 0; first error: INVALID_TYPE, entity type ${object.apiName} does not support merge: []`
    );
  }
  const access = accessFor(caller);
  limits.use('dmlStatements');
  const updatedIds = [...object.childRelationships.values()].flatMap((child) =>
    moveChildren(master.id, duplicates, child)
  );
  const failures = [
    ...org.dml('update', [dmlRow(master)], { access, allOrNone: true }),
    ...org.dml(
      'delete',
      duplicates.map((id): DmlRow => ({ object, fields: new Map([['Id', id]]) })),
      { access, allOrNone: true }
    )
  ].filter((result) => !result.success);
  if (!failures.length && object.fields.has('masterrecordid')) {
    duplicates.forEach((id) => org.systemUpdate(object.apiName, id, { MasterRecordId: master.id }));
  }
  return { id: master.id, mergedIds: [...duplicates], updatedIds, errors: failures.flatMap((one) => one.errors) };
}

function moveChildren(
  master: string | null,
  duplicates: readonly string[],
  child: { childObject: string; field: string }
): string[] {
  const { org, userId } = current();
  const object = org.schema.object(child.childObject);
  const field = object && org.schema.field(object, child.field);
  if (!object || !field?.updateable || field.notEmulated !== undefined) {
    return [];
  }
  const access = { userId, mode: 'system', sharing: false } as const;
  const { rows } = org.query(
    parseSoql(`SELECT Id FROM ${object.apiName} WHERE ${field.apiName} IN :ids`),
    [[...duplicates]],
    access
  );
  const moved = rows.map((row): DmlRow => {
    const fields = new Map(row.fields);
    fields.set(field.apiName, master);
    return { object, fields };
  });
  return org
    .dml('update', moved, { access, allOrNone: true })
    .flatMap((one: DmlResult) => (one.id === null ? [] : [one.id]));
}

function duplicatesOf(value: unknown): string[] {
  const items = value instanceof ApexList ? value.items : [value];
  const ids = items.map((item) => (item instanceof SObjectRecord ? present(item.id) : String(present(item))));
  if (ids.length > MOST) {
    raise('ListException', 'Merge requests may merge at most 2 records into the master');
  }
  return ids;
}

function run(master: SObjectRecord, duplicates: unknown, allOrNone: boolean): unknown {
  const { org } = current();
  const symbol = present(libraryClass('Database.MergeResult'));
  const merged = mergeOrUndo(org, () => mergeRecords(present(master), duplicatesOf(duplicates)));
  const [first] = merged.errors;
  if (first && allOrNone) {
    const message = `Merge failed. First exception on row 0 with id ${merged.id ?? ''}; first error: ${first.statusCode}, ${first.message}: [${first.fields.join(', ')}]`;
    const thrown = exception('DmlException', message);
    thrown.rows = merged.errors.map((error) => ({ ...error, index: 0, id: merged.id }));
    throw throwable(thrown);
  }
  const result = new NativeObject(symbol, merged);
  return duplicates instanceof ApexList ? new ApexList(libraryType('Database.MergeResult'), [result]) : result;
}

class Undo extends Error {}

/** A merge that fails leaves nothing behind. */
function mergeOrUndo(org: { transaction: <T>(work: () => T) => T }, work: () => Merged): Merged {
  let merged: Merged | undefined;
  try {
    return org.transaction(() => {
      merged = work();
      if (merged.errors.length) {
        throw new Undo();
      }
      return merged;
    });
  } catch (error) {
    if (error instanceof Undo && merged) {
      return merged;
    }
    throw error;
  }
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
