/**
 * A label with its places filled in.
 *
 * @param label with `{0}`, `{1}` and so on
 */
export const labelText = (label, ...values) =>
  label.replaceAll(/\{(\d+)\}/g, (place, index) => (index in values ? String(values[index] ?? '') : place));
