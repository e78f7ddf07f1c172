import { OrgError } from '../platform/org.ts';
import type { From, SoqlQuery } from './ast.ts';
import type { FieldDescribe, ObjectDescribe, Schema } from '../schema/schema.ts';

/** One step over a lookup; several objects where the lookup is polymorphic. */
export interface Hop {
  field: FieldDescribe;
  /** As the schema spells it. */
  relationship: string;
  objects: ObjectDescribe[];
}

/** A field path, resolved. */
export interface ResolvedField {
  hops: Hop[];
  /** The objects that have the field, each with its own description; more than one behind a polymorphic lookup. */
  targets: { object: ObjectDescribe; field: FieldDescribe }[];
  field: FieldDescribe;
}

const WSDL = 'Please reference your WSDL or the describe call for the appropriate names.';
const MAX_HOPS = 5;

export function noSuchObject(name: string): OrgError {
  return new OrgError(
    'INVALID_TYPE',
    `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. ${WSDL}`
  );
}

export function noSuchField(name: string, entity: string): OrgError {
  return new OrgError(
    'INVALID_FIELD',
    `No such column '${name}' on entity '${entity}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. ${WSDL}`
  );
}

/** The name of a subquery's relationship, which may stand behind that of its parent: `FROM Account.Contacts`. */
export function relationshipIn(query: SoqlQuery, parent: ObjectDescribe): string {
  const name = query.from.object;
  const prefix = `${parent.apiName}.`;
  const alias = name.toLowerCase().startsWith(prefix.toLowerCase());
  return alias ? name.slice(prefix.length) : name;
}

export function noSuchRelationship(name: string, where: 'field path' | 'FROM part of query call'): OrgError {
  return new OrgError(
    'INVALID_FIELD',
    `Didn't understand relationship '${name}' in ${where}. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${WSDL}`
  );
}

/** `Type` behind a polymorphic lookup names the object that it leads to; no object stores it. */
export const POLYMORPHIC_TYPE: FieldDescribe = {
  apiName: 'Type',
  label: 'Type',
  type: 'string',
  custom: false,
  nillable: false,
  createable: false,
  updateable: false,
  unique: false,
  caseSensitive: false,
  externalId: false,
  nameField: false,
  referenceTo: [],
  masterDetail: false,
  deleteConstraint: 'SetNull',
  picklistValues: [],
  restrictedPicklist: false
};

function hop(schema: Schema, from: readonly ObjectDescribe[], name: string): Hop | undefined {
  const found = from.flatMap((object) => schema.parent(object, name) ?? []);
  const first = found[0];
  if (first === undefined) return undefined;
  const objects = [...new Set(found.flatMap((parent) => parent.objects))];
  return { field: first.field, relationship: first.field.relationshipName ?? name, objects };
}

/** The path from the object itself: without its name or alias, and with what the alias of a parent stands for. */
export function withoutAlias(path: readonly string[], from: From): readonly string[] {
  const first = path[0]?.toLowerCase();
  const parent = path.length > 1 ? from.parents?.get(first ?? '') : undefined;
  if (parent) return [...parent, ...path.slice(1)];
  const named = first === from.alias?.toLowerCase() || first === from.object.toLowerCase();
  return path.length > 1 && named ? path.slice(1) : path;
}

/** Resolves a field path from an object. Throws OrgError INVALID_FIELD for what the schema does not have. */
export function resolvePath(schema: Schema, object: ObjectDescribe, path: readonly string[]): ResolvedField {
  let from: ObjectDescribe[] = [object];
  const hops: Hop[] = [];
  for (const name of path.slice(0, -1)) {
    const next = hop(schema, from, name);
    if (next === undefined) throw noSuchRelationship(name, 'field path');
    hops.push(next);
    from = next.objects;
  }
  if (hops.length > MAX_HOPS) {
    throw new OrgError(
      'MALFORMED_QUERY',
      `SOQL relationship paths may have at most ${MAX_HOPS} levels: ${path.join('.')}`
    );
  }
  const name = path.at(-1) ?? '';
  if (from.length > 1 && name.toLowerCase() === 'type') {
    return {
      hops,
      targets: from.map((target) => ({ object: target, field: POLYMORPHIC_TYPE })),
      field: POLYMORPHIC_TYPE
    };
  }
  const targets = from.flatMap((target) => {
    const field = schema.field(target, name);
    return field === undefined ? [] : [{ object: target, field }];
  });
  const first = targets[0];
  if (first === undefined) throw noSuchField(name, from[0]?.apiName ?? object.apiName);
  if (first.field.notEmulated !== undefined) {
    throw new OrgError(
      'INVALID_FIELD',
      `not emulated: ${first.field.notEmulated} ${first.object.apiName}.${first.field.apiName}; leave it out of the query`
    );
  }
  return { hops, targets, field: first.field };
}

/** The object of a FROM clause. Throws OrgError INVALID_TYPE. */
export function resolveObject(schema: Schema, name: string): ObjectDescribe {
  const object = schema.object(name);
  if (object === undefined) throw noSuchObject(name);
  if (object.kind === 'event') {
    throw new OrgError('INVALID_TYPE_FOR_OPERATION', `entity type ${object.apiName} does not support query`);
  }
  return object;
}
