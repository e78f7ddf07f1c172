import type { FieldDescribe, ObjectDescribe, Schema } from '../schema/schema.ts';
import { FormulaError, FormulaNotEmulated } from './formula-error.ts';

/** One step over a lookup. */
export interface ReferenceHop {
  field: FieldDescribe;
  relationship: string;
  /** All objects that the lookup may lead to. */
  objects: ObjectDescribe[];
  /** The one that the formula means (`Owner:User`). */
  target: ObjectDescribe;
}

/** A field of the row, or of a row that its lookups lead to. */
export interface FieldReference {
  hops: ReferenceHop[];
  object: ObjectDescribe;
  field: FieldDescribe;
  /** Tells references apart that begin at different things (properties of a class). */
  key?: string;
}

/** A value that does not come from the row: `$User.Id`. The path is spelled as the schema does. */
export interface GlobalReference {
  path: string[];
  field: Pick<FieldDescribe, 'apiName' | 'type'>;
}

const MAX_HOPS = 10;
const unknown = (path: readonly string[]): FormulaError =>
  new FormulaError(`Field ${path.join('.')} does not exist. Check spelling.`);

function hop(schema: Schema, from: ObjectDescribe, part: string, path: readonly string[]): ReferenceHop {
  const [relationship = '', domain] = part.split(':');
  const parent = schema.parent(from, relationship);
  if (parent === undefined) throw unknown(path);
  const target =
    domain === undefined
      ? parent.objects[0]
      : parent.objects.find((object) => [object.apiName, ALIASES[object.apiName]].includes(domain));
  if (target === undefined) {
    throw domain === undefined
      ? unknown(path)
      : new FormulaError(`${domain} is an invalid object type for the ${relationship} field. Check spelling.`);
  }
  if (domain === undefined && parent.objects.length > 1) throw unknown(path);
  return {
    field: parent.field,
    relationship: parent.field.relationshipName ?? relationship,
    objects: parent.objects,
    target
  };
}

/** Formulas call a queue what the schema calls a group. */
const ALIASES: Record<string, string> = { Group: 'Queue' };

/** Resolves a path from the formula's object. Throws FormulaError. */
export function resolveField(schema: Schema, object: ObjectDescribe, given: readonly string[]): FieldReference {
  const path = given[0]?.toLowerCase() === '$recordtype' ? ['RecordType', ...given.slice(1)] : given;
  let at = object;
  const hops: ReferenceHop[] = [];
  for (const part of path.slice(0, -1)) {
    const next = hop(schema, at, part, given);
    hops.push(next);
    at = next.target;
  }
  if (hops.length > MAX_HOPS)
    throw new FormulaError(
      `You must remove at least ${hops.length - MAX_HOPS} relationship(s) in order to save this formula.`
    );
  const field = schema.field(at, path.at(-1) ?? '');
  if (field === undefined) throw unknown(given);
  if (field.notEmulated !== undefined) {
    throw new FormulaNotEmulated(`${field.notEmulated} ${at.apiName}.${field.apiName}`);
  }
  return { hops, object: at, field };
}

const TEXT = 'string' as const;

/** What the metadata of the project offers to formulas besides objects. */
export interface FormulaNames {
  labels?: ReadonlyMap<string, unknown>;
  customPermissions?: readonly { name: string }[];
  customMetadataRecords?: readonly { type: string; developerName: string }[];
}

function fieldOf(schema: Schema, objectName: string, path: readonly string[], at: number): GlobalReference {
  const object = schema.object(objectName);
  const field = object && schema.field(object, path[at] ?? '');
  if (object === undefined || field === undefined || path.length !== at + 1) throw unknown(path);
  const head = path.slice(0, at);
  return { path: [...head, field.apiName], field };
}

/** Resolves `$Global.…`. Throws FormulaError for what does not exist. */
export function resolveGlobal(schema: Schema, names: FormulaNames, path: readonly string[]): GlobalReference {
  const [head = '', second = '', third = ''] = path;
  switch (head.toLowerCase()) {
    case '$user':
      return fieldOf(schema, 'User', path, 1);
    case '$profile':
      return fieldOf(schema, 'Profile', path, 1);
    case '$userrole':
      return fieldOf(schema, 'UserRole', path, 1);
    case '$organization':
      return fieldOf(schema, 'Organization', path, 1);
    case '$setup': {
      if (schema.object(second)?.kind !== 'hierarchySetting') throw unknown(path);
      return fieldOf(schema, second, path, 2);
    }
    case '$custommetadata': {
      if (schema.object(second)?.kind !== 'customMetadata') throw unknown(path);
      const type = schema.object(second)?.apiName;
      const known = names.customMetadataRecords?.some(
        (record) => record.type === type && record.developerName.toLowerCase() === third.toLowerCase()
      );
      if (known === false) throw unknown(path);
      return fieldOf(schema, second, path, 3);
    }
    case '$label': {
      const name = second.replace(/^\w+?__/, '').toLowerCase();
      if (names.labels?.has(second.toLowerCase()) === false && !names.labels.has(name)) throw unknown(path);
      return { path: ['$Label', second], field: { apiName: second, type: TEXT } };
    }
    case '$permission': {
      const name = second.replace(/^\w+?__/, '').toLowerCase();
      const known = names.customPermissions?.some((permission) => permission.name.toLowerCase() === name);
      if (known === false) throw unknown(path);
      return { path: ['$Permission', second], field: { apiName: second, type: 'boolean' } };
    }
    case '$system':
      if (second.toLowerCase() !== 'origindatetime') throw unknown(path);
      return { path: ['$System', 'OriginDateTime'], field: { apiName: second, type: 'datetime' } };
    case '$api':
    case '$client':
    case '$objecttype':
    case '$request':
    case '$page':
    case '$resource':
      throw new FormulaNotEmulated(`the global ${path.join('.')} in a formula`);
    default:
      throw unknown(path);
  }
}
