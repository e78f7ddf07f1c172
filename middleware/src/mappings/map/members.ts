/** Members of lines and documents that finishers look at. */
export const LINE_MEMBERS = ['number', 'quantity', 'unitPrice', 'pricePer', 'amount', 'charges', 'taxes'] as const;
export const DOCUMENT_MEMBERS = [
  'total',
  'control',
  'charges',
  'taxes',
  'taxTotal',
  'date',
  'dueDate',
  'terms',
  'lineTotal'
] as const;

/** Numbers of those members in {@link Written}. */
export const LINE = slotsOf(LINE_MEMBERS);
export const DOCUMENT = slotsOf(DOCUMENT_MEMBERS);

function slotsOf<T extends string>(names: readonly T[]): Readonly<Record<T, number>> {
  return Object.fromEntries(names.map((name, slot) => [name, slot])) as Record<T, number>;
}
