/** What a document says of something: null, undefined and empty lists are left out. */
export type Said<T> = { [K in keyof T]?: Exclude<T[K], null> };

/** The object without what it does not say. */
export function said<T extends object>(values: T): Said<T> {
  const result: Record<string, unknown> = {};
  for (const name in values) {
    const value: unknown = values[name];
    if (value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0)) result[name] = value;
  }
  return result as Said<T>;
}
