import type { Schema } from './schema.ts';

const same = (given: string, actual: string | undefined): boolean => given.toLowerCase() === actual?.toLowerCase();

/** The schema as it looks from outside the package: names without their namespace are unknown. */
export function exactSchema(schema: Schema): Schema {
  return {
    namespace: schema.namespace,
    objects: schema.objects,
    object: (name) => schema.exact(name),
    exact: (name) => schema.exact(name),
    field: (object, name) => object.fields.get(name.toLowerCase()),
    parent(object, name) {
      const parent = schema.parent(object, name);
      return same(name, parent?.field.relationshipName) ? parent : undefined;
    },
    children: (object, name) => object.childRelationships.get(name.toLowerCase()),
    byKeyPrefix: (prefix) => schema.byKeyPrefix(prefix),
    keepKeyPrefixes: (known) => schema.keepKeyPrefixes(known)
  };
}
