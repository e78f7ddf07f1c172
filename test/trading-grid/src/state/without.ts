/** A copy of a record without some of its fields: what is the simulator's own is not shown to clients. */
export function without<T extends object, K extends keyof T>(record: T, ...names: K[]): Omit<T, K> {
  const copy: Partial<T> = { ...record };
  // The keys are known to the compiler, so this is no lookup by data.
  for (const name of names) Reflect.deleteProperty(copy, name);
  return copy as Omit<T, K>;
}
