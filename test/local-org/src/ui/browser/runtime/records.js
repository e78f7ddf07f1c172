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
