import type { ChildRelationship, FieldDescribe, ObjectDescribe, Schema } from './schema.ts';

/** Children of a lookup without a declared child relationship still follow its delete rule; they have no SOQL name. */
function childRelationship(child: ObjectDescribe, field: FieldDescribe): ChildRelationship | undefined {
  if (field.childRelationshipName === undefined) return undefined;
  return {
    childObject: child.apiName,
    field: field.apiName,
    relationshipName: field.childRelationshipName,
    ...(field.childRelationshipLabel === undefined ? {} : { label: field.childRelationshipLabel }),
    cascadeDelete: field.masterDetail || field.deleteConstraint === 'Cascade'
  };
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Custom objects take `a00`, `a01`, …; events `e00`; custom metadata `m00`, in the order of their loading, leaving out
 * what is taken.
 */
function assignKeyPrefixes(objects: readonly ObjectDescribe[], taken: Set<string>): void {
  const counters = new Map<string, number>();
  for (const object of objects) {
    if (object.keyPrefix !== '') continue;
    const letter = object.kind === 'event' ? 'e' : object.kind === 'customMetadata' ? 'm' : 'a';
    do {
      const n = counters.get(letter) ?? 0;
      counters.set(letter, n + 1);
      object.keyPrefix = letter + BASE62.charAt(Math.floor(n / 62)) + BASE62.charAt(n % 62);
    } while (taken.has(object.keyPrefix));
    taken.add(object.keyPrefix);
  }
}

/** Lookups to anything that is a business record; every such object gets the child relationship. */
function expandLookups(objects: readonly ObjectDescribe[]): void {
  const all = objects
    .filter(
      (object) => object.kind === 'custom' || (object.kind === 'standard' && !object.setup && object.share !== true)
    )
    .map((object) => object.apiName);
  for (const field of objects.flatMap((object) => [...object.fields.values()])) {
    if (field.referenceTo[0] === '*') field.referenceTo = [...all, 'User', 'Group'];
  }
}

const prefixOf = (object: ObjectDescribe): string => object.keyPrefix;

/** Objects by name, fields by name and relationships in both directions. Fills `keyPrefix` and `childRelationships`. */
export function buildSchema(namespace: string, objects: readonly ObjectDescribe[]): Schema {
  const generated = objects.filter((object) => object.keyPrefix === '');
  assignKeyPrefixes(objects, new Set(objects.map((object) => object.keyPrefix)));
  expandLookups(objects);
  const byName = new Map(objects.map((object) => [object.apiName.toLowerCase(), object]));
  const byPrefix = new Map(objects.map((object) => [object.keyPrefix, object]));
  for (const child of objects) {
    for (const field of child.fields.values()) {
      const relationship = childRelationship(child, field);
      if (relationship === undefined) continue;
      for (const target of field.referenceTo) {
        byName
          .get(target.toLowerCase())
          ?.childRelationships.set(relationship.relationshipName.toLowerCase(), relationship);
      }
    }
  }
  const prefix = namespace === '' ? '' : `${namespace.toLowerCase()}__`;
  const find = <T>(map: ReadonlyMap<string, T>, name: string): T | undefined => {
    const key = name.toLowerCase();
    return map.get(key) ?? (prefix !== '' && key.includes('__') ? map.get(prefix + key) : undefined);
  };
  const relationships = new Map(
    objects.map((object) => [
      object,
      new Map(
        [...object.fields.values()].flatMap((field) =>
          field.relationshipName === undefined ? [] : [[field.relationshipName.toLowerCase(), field] as const]
        )
      )
    ])
  );
  return {
    namespace,
    objects,
    object: (name) => find(byName, name),
    exact: (name) => byName.get(name.toLowerCase()),
    field: (object, name) => find(object.fields, name),
    parent(object, relationshipName) {
      const field = find(relationships.get(object) ?? new Map<string, FieldDescribe>(), relationshipName);
      if (field === undefined) return undefined;
      return { field, objects: field.referenceTo.flatMap((name) => byName.get(name.toLowerCase()) ?? []) };
    },
    // `Account.Contacts` is another way to write `Contacts`.
    children: (object, relationshipName) =>
      find(
        object.childRelationships,
        relationshipName.toLowerCase().startsWith(`${object.apiName.toLowerCase()}.`)
          ? relationshipName.slice(object.apiName.length + 1)
          : relationshipName
      ),
    byKeyPrefix: (key) => byPrefix.get(key),
    keepKeyPrefixes(known) {
      const free = generated.filter((object) => !known.has(object.apiName));
      for (const object of generated) object.keyPrefix = known.get(object.apiName) ?? object.keyPrefix;
      const taken = new Set([...objects.filter((object) => !free.includes(object)).map(prefixOf), ...known.values()]);
      for (const object of free) {
        if (taken.has(object.keyPrefix)) object.keyPrefix = '';
        else taken.add(object.keyPrefix);
      }
      assignKeyPrefixes(free, taken);
      byPrefix.clear();
      for (const object of objects) byPrefix.set(object.keyPrefix, object);
    }
  };
}
