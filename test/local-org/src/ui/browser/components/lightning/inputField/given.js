/** A boolean attribute: there without a value, or by a property. */
export const isTrue = (value) => value === '' || value === true || value === 'true';

/** Lookups take and tell their id in a list. */
export const single = (value) => (Array.isArray(value) ? (value[0] ?? null) : value);

/**
 * Messages out of what components give to `setErrors`: messages, errors, or a refusal of the UI API, of which the
 * errors of this field count.
 */
export function messagesOf(given, fieldName) {
  const output = given?.body?.output ?? given?.output ?? given;
  const errors = output?.fieldErrors ? (output.fieldErrors[fieldName] ?? []) : (output ?? []);
  return [errors].flat().map((error) => (typeof error === 'string' ? error : error.message));
}
