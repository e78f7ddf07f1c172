/** Reads what a page shows. Rejects with an Error that a person can read. */
export async function read(path) {
  const response = await fetch(`/ui/data/${path}`);
  const body = await response.json();
  if (!response.ok) {
    throw new Error(body.message);
  }
  return body;
}

/** Changes something of the page's surroundings. */
export async function post(path) {
  await fetch(`/ui/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
}
