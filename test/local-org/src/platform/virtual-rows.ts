import type { FieldDescribe, FieldValue, ObjectDescribe, Schema } from '../schema/schema.ts';
import type { Condition, SoqlQuery } from '../soql/ast.ts';
import { normalizeId } from '../store/ids.ts';
import type { Store, StoredRow } from '../store/store.ts';
import type { AccessControl } from './access/access-control.ts';
import type { BindValue } from './org.ts';

/** What rows that are worked out for a query need. */
export interface VirtualContext {
  schema: Schema;
  store: Store;
  accessControl: AccessControl;
  binds: readonly BindValue[];
}

type Filler = (query: SoqlQuery, context: VirtualContext, object: ObjectDescribe) => void;

const DATA_TYPES: Partial<Record<FieldDescribe['type'], (field: FieldDescribe) => string>> = {
  string: ({ length, autoNumber }) => (autoNumber === undefined ? `Text(${length ?? 255})` : 'Auto Number'),
  textarea: ({ length }) => `Text Area(${length ?? 255})`,
  longtextarea: ({ length, htmlFormatted }) =>
    `${htmlFormatted === true ? 'Rich Text Area' : 'Long Text Area'}(${length ?? 32_768})`,
  boolean: () => 'Checkbox',
  double: ({ precision = 18, scale = 0 }) => `Number(${precision - scale}, ${scale})`,
  int: ({ precision = 9 }) => `Number(${precision}, 0)`,
  currency: ({ precision = 18, scale = 0 }) => `Currency(${precision - scale}, ${scale})`,
  percent: ({ precision = 18, scale = 0 }) => `Percent(${precision - scale}, ${scale})`,
  date: () => 'Date',
  datetime: () => 'Date/Time',
  time: () => 'Time',
  picklist: () => 'Picklist',
  multipicklist: () => 'Picklist (Multi-Select)',
  email: () => 'Email',
  phone: () => 'Phone',
  url: ({ length }) => `URL(${length ?? 255})`,
  location: () => 'Geolocation',
  address: () => 'Address',
  reference: ({ referenceTo, masterDetail }) =>
    `${masterDetail ? 'Master-Detail' : 'Lookup'}(${referenceTo.join(', ')})`
};

/** The data type as Setup shows it. */
function dataType(field: FieldDescribe): string {
  const plain = DATA_TYPES[field.type]?.(field) ?? field.type;
  if (field.formula !== undefined) return `Formula (${plain.replace(/\(.*/, '')})`;
  return field.summary === undefined
    ? plain
    : `Roll-Up Summary (${field.summary.operation.toUpperCase()} ${field.summary.childObject})`;
}

const DEVELOPER_PART = /^(?:\w+?__(?=\w+__))?(\w+?)(?:__\w+)?$/;

function definition(entityId: FieldValue, owner: ObjectDescribe, field: FieldDescribe, id: string): StoredRow {
  return new Map<string, FieldValue>([
    ['Id', id],
    ['IsDeleted', false],
    ['DurableId', `${owner.apiName}.${field.apiName}`],
    ['QualifiedApiName', field.apiName],
    ['EntityDefinitionId', entityId],
    ['DeveloperName', DEVELOPER_PART.exec(field.apiName)?.[1] ?? field.apiName],
    ['MasterLabel', field.label],
    ['Label', field.label],
    ['Length', field.length ?? 0],
    ['DataType', dataType(field)],
    ['ValueTypeId', field.type],
    ['Precision', field.precision ?? null],
    ['Scale', field.scale ?? null],
    ['IsCalculated', field.formula !== undefined || field.summary !== undefined],
    ['IsIndexed', field.externalId || field.unique || field.type === 'reference' || field.type === 'id'],
    ['IsNillable', field.nillable],
    ['IsNameField', field.nameField],
    ['NamespacePrefix', owner.namespace !== '' && field.custom ? owner.namespace : null],
    ['Description', field.description ?? null],
    ['RelationshipName', field.relationshipName ?? null]
  ]);
}

/** Fields as rows, made when somebody first asks. */
function fieldDefinitions(_: SoqlQuery, { schema, store }: VirtualContext, object: ObjectDescribe): void {
  if (store.all('SELECT 1 FROM "FieldDefinition" LIMIT 1').length > 0) return;
  const entities = new Map(
    store.all('SELECT "QualifiedApiName", "Id" FROM "EntityDefinition"').map(([name, id]) => [name, id ?? null])
  );
  const all = schema.objects.flatMap((owner) => [...owner.fields.values()].map((field) => [owner, field] as const));
  const ids = store.newIds(object, all.length);
  store.insert(
    object,
    all.map(([owner, field], i) => definition(entities.get(owner.apiName) ?? null, owner, field, ids[i] ?? ''))
  );
}

/** The values that a filter wants a field to have: by `=` or IN, in conditions that all must hold. */
function wanted(condition: Condition | undefined, name: string, binds: readonly BindValue[]): string[] {
  if (condition === undefined) return [];
  if (condition.kind === 'and') return condition.operands.flatMap((operand) => wanted(operand, name, binds));
  if (condition.kind !== 'compare' || condition.field.kind !== 'path') return [];
  const asked = condition.field.path.at(-1)?.toLowerCase() === name && ['=', 'IN'].includes(condition.operator);
  if (!asked) return [];
  const items = condition.value.kind === 'list' ? condition.value.items : [condition.value];
  return items.flatMap((item) => {
    const value = item.kind === 'literal' ? item.value : item.kind === 'bind' ? binds[item.index] : null;
    return (Array.isArray(value) ? (value as readonly FieldValue[]) : [value as FieldValue]).flatMap((one) =>
      typeof one === 'string' ? [normalizeId(one) ?? one] : []
    );
  });
}

function accessRow(context: VirtualContext, userId: string, recordId: string, id: string): StoredRow {
  const { schema, accessControl } = context;
  const target = schema.byKeyPrefix(recordId.slice(0, 3));
  const rights = target && accessControl.rights(userId).object(target);
  const may = (use: 'read' | 'edit' | 'delete', allowed: boolean | undefined): boolean =>
    target !== undefined &&
    allowed === true &&
    context.store.existing(target, [recordId]).size > 0 &&
    accessControl.reachable(target, [recordId], { userId, mode: 'user', sharing: true }, use)?.has(recordId) !== false;
  const [read, edit, remove] = [may('read', rights?.read), may('edit', rights?.edit), may('delete', rights?.delete)];
  return new Map<string, FieldValue>([
    ['Id', id],
    ['IsDeleted', false],
    ['UserId', userId],
    ['RecordId', recordId],
    ['HasReadAccess', read],
    ['HasEditAccess', edit],
    ['HasDeleteAccess', remove],
    ['HasTransferAccess', remove],
    ['HasAllAccess', remove && edit],
    ['MaxAccessLevel', remove ? 'All' : edit ? 'Edit' : read ? 'Read' : 'None']
  ]);
}

/** What users may do with records, worked out for those that the query names. */
function recordAccess(query: SoqlQuery, context: VirtualContext, object: ObjectDescribe): void {
  const users = wanted(query.where, 'userid', context.binds);
  const records = wanted(query.where, 'recordid', context.binds);
  context.store.purge(object);
  const pairs = users.flatMap((user) => records.map((record) => [user, record] as const));
  const ids = context.store.newIds(object, pairs.length);
  context.store.insert(
    object,
    pairs.map(([user, record], i) => accessRow(context, user, record, ids[i] ?? ''))
  );
}

const FILLERS: Record<string, Filler> = {
  fielddefinition: fieldDefinitions,
  userrecordaccess: recordAccess
};

/** Objects that a query reads, subqueries included. */
function objectsOf(query: SoqlQuery): { name: string; query: SoqlQuery }[] {
  const inner = query.select.flatMap((item) => (item.kind === 'subquery' ? objectsOf(item.query) : []));
  return [{ name: query.from.object.toLowerCase(), query }, ...inner];
}

/** Makes the rows of objects that are not kept, before a query reads them. */
export function fillVirtualRows(query: SoqlQuery, context: VirtualContext): void {
  for (const { name, query: part } of objectsOf(query)) {
    // Fields are the children of entities.
    const key = name === 'fields' ? 'fielddefinition' : name;
    const object = FILLERS[key] === undefined ? undefined : context.schema.object(key);
    if (object !== undefined) FILLERS[key]?.(part, context, object);
  }
}
