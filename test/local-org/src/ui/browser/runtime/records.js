/** Components that show a record ask to be told when it has changed on this page. */
const listeners = new Map();

export function onRecordChanged(recordId, listener) {
  const known = listeners.get(recordId) ?? new Set();
  listeners.set(recordId, known.add(listener));
  return () => known.delete(listener);
}

export function recordChanged(recordId) {
  for (const listener of [...(listeners.get(recordId) ?? [])]) {
    listener();
  }
}

/** `{ body: { message, output } }`, as uiRecordApi rejects. */
export function uiError(faults, status = 400) {
  const fieldErrors = {};
  for (const { message, fields } of faults) {
    for (const field of fields) {
      fieldErrors[field] = [...(fieldErrors[field] ?? []), { message, field, fieldLabel: field }];
    }
  }
  const errors = faults.filter(({ fields }) => fields.length === 0).map(({ message }) => ({ message }));
  return {
    ok: false,
    status,
    statusText: 'Bad Request',
    body: { message: faults[0]?.message ?? '', output: { errors, fieldErrors } }
  };
}
