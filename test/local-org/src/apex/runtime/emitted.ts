import type { FieldDescribe, ObjectDescribe } from '../../schema/schema.ts';
import { noDml } from '../platform/mixed-dml.ts';
import { libraryClass } from '../types/library.ts';
import type { ClassSymbol } from '../types/symbols.ts';
import type { Type } from '../types/type.ts';
import { runDml, recordsOf } from '../platform/dml.ts';
import { count, query } from '../platform/query.ts';
import { searchRows } from '../platform/search.ts';
import { enqueueFuture } from '../platform/async.ts';
import { allCached, cachedInstance, cachedValues, orgDefaults } from '../platform/custom-settings.ts';
import { fieldDescribe, fieldToken, type ObjectOf } from '../library/schema-tokens.ts';
import { initializeException } from './class-record.ts';
import { invoke } from './dispatch.ts';
import { enter, leave, made, room, variables } from './heap.ts';
import * as operators from './operators.ts';
import { limitBehind } from './limits.ts';
import { current, type ClassAccess } from './transaction.ts';
import { cast, isInstance, runtimeType } from './types-of.ts';
import { ApexList, ApexMap, ApexSet } from './values/collections.ts';
import { ApexDate, ApexDatetime } from './values/dates.ts';
import { ApexException, nullPointer, raise, raiseNullPointer, UncatchableError } from './values/exceptions.ts';
import { toFieldValue } from './values/field-values.ts';
import type { ApexObject } from './values/objects.ts';
import { enumValues, NativeObject } from './values/objects.ts';
import { SObjectRecord } from './values/record.ts';
import { isDecimal } from './values/numbers.ts';

/** A JavaScript error as the Apex exception it stands for; undefined for what Apex cannot catch. */
export function apexError(error: unknown): ApexException | undefined {
  if (error instanceof ApexException) {
    return error;
  }
  return isNullAccess(error) ? nullFrom(error) : undefined;
}

function catching(error: unknown): ApexException {
  const found = apexError(error);
  if (!found) {
    throw limitBehind(error) ?? error;
  }
  return found;
}

/** Emitted code reads members without asking for null first: V8's TypeError is then Apex's NullPointerException. */
function isNullAccess(error: unknown): error is TypeError {
  return (
    error instanceof TypeError &&
    /^Cannot (?:read|set) properties of null/.test(error.message) &&
    /^\s+at .*apex:/.test(error.stack?.split('\n')[1] ?? '')
  );
}

function nullFrom(error: Error): ApexException {
  const made = nullPointer();
  made.trace.stack = error.stack ?? '';
  return made;
}

function thrown(value: ApexException | null): ApexException {
  return value ?? nullPointer();
}

function each(value: unknown): Iterable<unknown> {
  if (value instanceof ApexList || value instanceof ApexSet) {
    return value instanceof ApexList ? [...value.items] : value.items;
  }
  return userIterable(operators.present(value));
}

function* userIterable(value: unknown): Generator {
  const iterator = invoke(value as ApexObject, 'iterator', []) as ApexObject;
  while (invoke(iterator, 'hasNext', []) === true) {
    yield invoke(iterator, 'next', []);
  }
}

function* chunks(list: ApexList): Generator<ApexList> {
  for (let begin = 0; begin < list.items.length; begin += 200) {
    yield new ApexList(list.element, list.items.slice(begin, begin + 200));
  }
}

function newMap(key: Type, value: Type, entries: [unknown, unknown][], source?: ApexMap | ApexList | null): ApexMap {
  const map = new ApexMap(key, value);
  if (source === null) {
    raiseNullPointer();
  }
  if (source instanceof ApexMap) {
    source.entries.forEach((entry) => map.put(entry.key, entry.value));
  } else if (source) {
    for (const item of source.items) {
      const id = operators.present(item as SObjectRecord | null).id;
      if (id === null) {
        raise('ListException', 'Row with null Id at index: 0');
      }
      map.put(id, item);
    }
  }
  entries.forEach(([one, another]) => map.put(one, another));
  return map;
}

function record(object: ObjectDescribe, values: [FieldDescribe | string, unknown][]): SObjectRecord {
  const made = new SObjectRecord(object);
  for (const [field, value] of values) {
    if (typeof field === 'string') {
      made.parents.set(field, value as SObjectRecord | null);
    } else {
      made.set(field, toFieldValue(value), value);
    }
  }
  return made;
}

function put(target: SObjectRecord, field: FieldDescribe, value: unknown): unknown {
  const raw = field.type === 'int' && isDecimal(value) ? value.numberValue() : toFieldValue(value);
  target.set(field, raw, value === '' ? null : value);
  return value;
}

function fieldNamed(target: SObjectRecord, name: string): FieldDescribe {
  return (
    target.object.fields.get(name.toLowerCase()) ??
    raise('SObjectException', `Invalid field ${name} for ${target.object.apiName}`)
  );
}

function describedAs({ data }: NativeObject<ObjectOf>, name: string): FieldDescribe {
  return (
    current().org.schema.field(data.object, name) ??
    raise('SObjectException', `Invalid field ${name} for ${data.object.apiName}`)
  );
}

function readOver(target: SObjectRecord | null, field: FieldDescribe): unknown {
  return target === null ? null : target.get(field);
}

export function parent(target: SObjectRecord | null, name: string): SObjectRecord | null {
  if (target === null) {
    return null;
  }
  const found = target.parents.get(name);
  if (found === undefined && target.queried) {
    const message = 'SObject row was retrieved via SOQL without querying the requested field';
    raise('SObjectException', `${message}: ${target.object.apiName}.${name}`);
  }
  return found ?? null;
}

function putParent(target: SObjectRecord, name: string, value: SObjectRecord | null): SObjectRecord | null {
  target.parents.set(name, value);
  return value;
}

export function children(target: SObjectRecord, name: string): ApexList {
  const known = target.children.get(name);
  if (known) {
    return known;
  }
  if (target.queried) {
    raise(
      'SObjectException',
      `SObject row was retrieved via SOQL without querying the requested field: ${target.object.apiName}.${name}`
    );
  }
  const schema = current().org.schema;
  const child = schema.children(target.object, name);
  const type = current().program.type(child?.childObject ?? 'SObject');
  return new ApexList(type ?? runtimeType(target));
}

function dml(
  operation: 'insert',
  value: unknown,
  access: ClassAccess,
  mode: 'user' | 'system' | null,
  field: string | null
): void {
  runDml({ operation, records: recordsOf(value), access, mode, allOrNone: true, field });
}

function matches(subject: unknown, value: unknown): boolean {
  return typeof subject === 'string' || typeof value === 'string' ? subject === value : operators.same(subject, value);
}

/** `System.runAs` stores a user that is not. */
function insertUser(user: SObjectRecord): string | null {
  const access: ClassAccess = { mode: 'system', sharing: 'without' };
  runDml({ operation: 'insert', records: [user], access, mode: null, allOrNone: true, field: null });
  return user.id;
}

function runAs(user: SObjectRecord | null): () => void {
  const transaction = current();
  const before = {
    userId: transaction.userId,
    sharing: transaction.sharing,
    dmlKinds: transaction.dmlKinds
  };
  transaction.dmlKinds = noDml();
  const id = operators.present(user).id ?? insertUser(operators.present(user));
  if (id === null) {
    raise('IllegalArgumentException', 'System.runAs needs a user that is stored');
  }
  transaction.userId = id;
  transaction.sharing = true;
  transaction.dmlKinds = noDml();
  return () => Object.assign(transaction, before);
}

/** A call into the library with the access of the calling class. */
function from(access: ClassAccess, implementation: (...values: unknown[]) => unknown, ...values: unknown[]): unknown {
  current().caller = access;
  return implementation(...values);
}

function shiftDays(value: ApexDate | ApexDatetime | null, days: unknown, sign: number): ApexDate | ApexDatetime {
  const from = operators.present(value);
  const by = Number(String(operators.present(days))) * sign;
  return from instanceof ApexDate
    ? from.addDays(Math.trunc(by))
    : new ApexDatetime(from.time + Math.round(by * 86_400_000));
}

/** A call of dynamic SOQL with the variables that its text may bind. */
function binding(binds: Record<string, () => unknown>, call: () => unknown): unknown {
  const transaction = current();
  const before = transaction.binds;
  transaction.binds = binds;
  try {
    return call();
  } finally {
    transaction.binds = before;
  }
}

const typeObjects = new Map<string, NativeObject>();

/** One object a type, so that types compare by identity; void is null. */
function typeObject(type: Type | null): NativeObject {
  const key = type?.name ?? 'void';
  const known = typeObjects.get(key);
  if (known && known.data === type) {
    return known;
  }
  const made = newTypeObject(type);
  typeObjects.set(key, made);
  return made;
}

function newTypeObject(type: Type | null): NativeObject {
  return new NativeObject(libraryClass('Type') as ClassSymbol, type);
}

/** Everything that emitted code may call, as `$`. */
export const emitted = {
  ...operators,
  caught: catching,
  survives: (error: unknown): boolean => apexError(error) !== undefined,
  thrown,
  each,
  chunks,
  newMap,
  record,
  put,
  readOver,
  read: (target: SObjectRecord | null, field: FieldDescribe): unknown => operators.present(target).get(field),
  readByName: (target: SObjectRecord | null, name: string, over: boolean): unknown =>
    target === null && over ? null : operators.present(target).get(fieldNamed(operators.present(target), name)),
  typeOfRelated: (target: SObjectRecord | null): string | null => target?.object.apiName ?? null,
  putByName: (target: SObjectRecord | null, name: string, value: unknown): unknown =>
    put(operators.present(target), fieldNamed(operators.present(target), name), value),
  cloneObject: (value: ApexObject) =>
    Object.assign(Object.create(Object.getPrototypeOf(value) as object) as object, value),
  parent,
  putParent: (target: SObjectRecord | null, name: string, value: SObjectRecord | null) =>
    putParent(operators.present(target), name, value),
  children: (target: SObjectRecord | null, name: string) => children(operators.present(target), name),
  dml,
  query,
  count,
  search: searchRows,
  matches,
  runAs,
  shiftDays,
  from,
  binding,
  cast,
  isInstance,
  invoke,
  initializeException,
  typeObject,
  newList: (element: Type, items: unknown[]) => new ApexList(element, items),
  newSet: (element: Type, items: unknown[]) => new ApexSet(element, items),
  newArray: (element: Type, size: number) => new ApexList(element, Array<unknown>(room(size)).fill(null)),
  items: (value: unknown) => [...each(value)],
  enumValues: (symbol: ClassSymbol, type: Type) => new ApexList(type, [...enumValues(symbol).values()]),
  enumValue: (symbol: ClassSymbol, name: string | null) =>
    enumValues(symbol).get(operators.present(name).toLowerCase()) ??
    raise('NoSuchElementException', `No enum constant ${symbol.name}.${name ?? ''}`),
  newException: (symbol: ClassSymbol, ...values: unknown[]) => {
    const made = new ApexException(symbol);
    initializeException(made, values);
    return made;
  },
  fieldOf: (type: NativeObject<ObjectOf>, name: string) => fieldToken(type.data.object, describedAs(type, name)),
  describedField: (fields: NativeObject<ObjectOf>, name: string) =>
    fieldDescribe(fields.data.object, describedAs(fields, name)),
  notCompiled: (message: string) => () => {
    throw new UncatchableError('LocalOrg.NotCompiled', message);
  },
  future:
    (className: string, method: string, body: (...values: unknown[]) => unknown) =>
    (...values: unknown[]) => {
      enqueueFuture(className, method, () => body(...values));
    },
  allCached,
  cachedInstance,
  cachedValues,
  orgDefaults,
  tick: () => {
    const { limits, heap } = current();
    limits.tick();
    heap.pass();
  },
  made,
  variables,
  enter,
  leave
};
