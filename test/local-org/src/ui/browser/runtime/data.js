/** Reads what a page shows. Rejects with an Error that a person can read. */
export async function read(path) {
  const response = await fetch(`/ui/data/${path}`);
  const body = await response.json();
  if (!response.ok) {
    throw new Error(body.message);
  }
  return body;
}
