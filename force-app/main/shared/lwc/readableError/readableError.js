/**
 * What went wrong, in words for the person at the page.
 *
 * @param error what a call of Apex, of the UI API, or plain JavaScript rejected with
 */
export function readableError(error) {
  const body = Array.isArray(error?.body) ? error.body[0] : error?.body;
  return body?.message ?? error?.message ?? String(error);
}
