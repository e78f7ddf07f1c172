import type { FieldDescribe } from '../../schema/schema.ts';
import { apexTypeName } from '../runtime/values/field-values.ts';
import { libraryType } from './library.ts';
import type { Type } from './type.ts';

/** The Apex type of a field of an sObject. */
export function fieldType(field: FieldDescribe): Type {
  return field.type === 'junctionidlist'
    ? libraryType('List', libraryType('String'))
    : libraryType(apexTypeName(field));
}
