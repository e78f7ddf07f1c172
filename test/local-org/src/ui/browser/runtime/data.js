async function answer(response) {
  const body = response.status === 204 ? null : await response.json();
  if (!response.ok && response.status !== 422) {
    throw Object.assign(new Error(body?.message ?? response.statusText), { status: response.status });
  }
  return body;
}

function send(path, method, body) {
  return fetch(`/ui/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body ?? {})
  });
}

/** Reads what a page shows. Rejects with an Error that a person can read. */
export async function read(path) {
  return answer(await fetch(`/ui/data/${path}`));
}

/** Changes something of the page's surroundings. */
export async function post(path) {
  await answer(await send(path, 'POST'));
}

/** Saves a record: `{ id }`, or `{ faults: [{ message, fields }] }`. `id` is null for a new one. */
export async function save(objectApiName, id, fields) {
  return answer(await send(`data/save/${objectApiName}`, 'POST', { id, fields }));
}

/** Deletes a record: `{ id }` or `{ faults }`. */
export async function remove(recordId) {
  return answer(await send(`data/record/${recordId}`, 'DELETE'));
}
