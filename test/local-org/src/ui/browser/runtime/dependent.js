/** A dependent picklist with the values that a controlling value allows; other fields as they are. */
export function narrowed(field, controlling) {
  if (!field.dependsOn) {
    return field;
  }
  const allowed = field.dependsOn.valid[String(controlling)] ?? [];
  const options = field.options.filter(({ value }) => allowed.includes(value));
  return { ...field, options, required: field.required && options.length > 0 };
}

/** What is left of a value under narrowed options; several values are separated by semicolons. */
export function allowedPart(field, value) {
  const allowed = field.options.map((option) => option.value);
  const kept = String(value ?? '')
    .split(';')
    .filter((one) => allowed.includes(one));
  return kept.length ? kept.join(';') : null;
}
