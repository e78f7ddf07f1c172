/**
 * A map says how the parts of a canonical document are read from a transaction set or message. It is data, so that a
 * partner's deviations are an overlay of it and no code.
 */
export interface DocumentMap {
  /** Kind of the canonical document that it makes. */
  kind: string;
  /** What people call the document, in sentences: "purchase order". */
  what: string;
  /** The field without which there is no document. */
  required?: string;
  fields: Fields;
  /** Lists that the document has even when they are empty. */
  lists?: string[];
  /** Names of functions that check or complete the document when its fields are read, in this order. */
  finish?: string[];
}

/** A field under each name; under names that begin with `...` stand readers of several fields at once. */
export interface Fields {
  [name: string]: Spec;
}

/** How a value is read: a path (its text), or a reader's name with what it needs, its path first. */
export type Spec = string | ReaderSpec;
export type ReaderSpec = Record<string, unknown>;

/**
 * Lays a partner's overlay over a map: objects are merged field by field, null takes a field away, anything else
 * replaces what was there (JSON Merge Patch, RFC 7396), so that an overlay tells only what is different. A field that
 * names another reader replaces the whole field.
 */
export function overlayMap(map: DocumentMap, overlay: Record<string, unknown>): DocumentMap {
  return merge(map, overlay) as DocumentMap;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const firstKey = (value: Record<string, unknown>) => Object.keys(value)[0] ?? '';

function merge(target: unknown, patch: unknown, insideFields = false): unknown {
  if (!isObject(patch)) return patch;
  if (!isObject(target) || (insideFields && !Object.hasOwn(target, firstKey(patch)))) return withoutNulls(patch);
  const merged: Record<string, unknown> = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(merged, name);
    else merged[name] = name === 'fields' ? mergeFields(merged[name], value) : merge(merged[name], value);
  }
  return merged;
}

function mergeFields(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(merged, name);
    else merged[name] = merge(merged[name], value, true);
  }
  return merged;
}

function withoutNulls(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null));
}
