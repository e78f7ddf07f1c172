import { libraryType } from '../types/library.ts';
import { conversionCost } from '../types/relations.ts';
import type { SObjectType, Type } from '../types/type.ts';
import { typeToken } from '../library/schema-tokens.ts';
import type { Body } from './body.ts';
import type { Code } from './code.ts';

/** Static methods that sObject types have: describe, and the cached reads of custom metadata and settings. */
export function objectMethod(type: SObjectType, name: string, values: Code[], body: Body): Code | undefined {
  const { object } = type;
  if (!object) {
    return undefined;
  }
  const first = values[0];
  const isText = !first || conversionCost(first.type, libraryType('String')) !== undefined;
  const argument = first ? `, ${first.js}` : '';
  const access = (js: string, returns: Type): Code | undefined =>
    values.length <= 1 && isText ? { type: returns, js: `$.${js}(${body.pool.add(object)}${argument})` } : undefined;
  const cached =
    object.kind === 'customMetadata' || object.kind === 'listSetting' || object.kind === 'hierarchySetting';
  switch (name.toLowerCase()) {
    case 'getsobjecttype':
      return { type: libraryType('Schema.SObjectType'), js: body.pool.add(typeToken(object)) };
    case 'getall':
      return cached ? access('allCached', libraryType('Map', libraryType('String'), type)) : undefined;
    case 'getinstance':
      return cached ? access('cachedInstance', type) : undefined;
    case 'getvalues':
      return cached ? access('cachedValues', type) : undefined;
    case 'getorgdefaults':
      return object.kind === 'hierarchySetting' ? access('orgDefaults', type) : undefined;
    default:
      return undefined;
  }
}
