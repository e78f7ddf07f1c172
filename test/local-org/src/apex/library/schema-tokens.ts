import type { ChildRelationship, FieldDescribe, ObjectDescribe } from '../../schema/schema.ts';
import { libraryClass } from '../types/library.ts';
import { NativeObject } from '../runtime/values/objects.ts';

/** Tokens and describe results: one object each, so that they compare by identity. */
export interface FieldOf {
  object: ObjectDescribe;
  field: FieldDescribe;
  /** How it prints. */
  text: string;
}

export interface ObjectOf {
  object: ObjectDescribe;
  text: string;
}

const made = new Map<string, WeakMap<object, NativeObject>>();

function single<T extends object>(className: string, key: object, data: T): NativeObject<T> {
  const known = made.get(className) ?? new WeakMap<object, NativeObject>();
  made.set(className, known);
  const symbol = libraryClass(className);
  if (!symbol) {
    throw new Error(`No library class ${className}`);
  }
  const found = known.get(key) ?? new NativeObject(symbol, data);
  known.set(key, found);
  return found as NativeObject<T>;
}

export function typeToken(object: ObjectDescribe): NativeObject<ObjectOf> {
  return single('Schema.SObjectType', object, { object, text: object.apiName });
}

export function fieldToken(object: ObjectDescribe, field: FieldDescribe): NativeObject<FieldOf> {
  return single('Schema.SObjectField', field, { object, field, text: field.apiName });
}

export function objectDescribe(object: ObjectDescribe): NativeObject<ObjectOf> {
  return single('Schema.DescribeSObjectResult', object, {
    object,
    text: `Schema.DescribeSObjectResult[${object.apiName}]`
  });
}

export function childToken(child: ChildRelationship): NativeObject<ChildRelationship> {
  return single('Schema.ChildRelationship', child, child);
}

export function fieldDescribe(object: ObjectDescribe, field: FieldDescribe): NativeObject<FieldOf> {
  return single('Schema.DescribeFieldResult', field, {
    object,
    field,
    text: `Schema.DescribeFieldResult[${field.apiName}]`
  });
}
