const nameIn = ({ fieldName }) => fieldName.toLowerCase();

/**
 * What a save or a load was refused for.
 *
 * @param error what the UI API rejects with, `{ body: { message, output } }`, or an Error
 * @returns `{ message, messages, fields, output }`: errors of the record, and errors by field
 */
export function refusalOf(error) {
  const message = error?.body?.message ?? error?.message ?? 'The record cannot be saved.';
  const output = error?.body?.output ?? { errors: [], fieldErrors: {} };
  const fields = Object.fromEntries(
    Object.entries(output.fieldErrors ?? {}).map(([name, errors]) => [name.toLowerCase(), errors])
  );
  return { message, messages: (output.errors ?? []).map((one) => one.message), fields, output };
}

/** Puts errors where they belong; those of fields that the form does not show go to the record's. */
export function distribute({ message, messages, fields }, members) {
  const shown = new Set(members.fields.filter((field) => field.isEditable?.()).map(nameIn));
  members.fields.forEach((field) => field.showErrors?.((shown.has(nameIn(field)) && fields[nameIn(field)]) || []));
  const homeless = Object.entries(fields)
    .filter(([name]) => !shown.has(name))
    .flatMap(([, errors]) => errors.map((error) => `${error.fieldLabel ?? error.field}: ${error.message}`));
  members.messages.forEach((one) => one.showErrors({ title: message, details: [...messages, ...homeless] }));
}
