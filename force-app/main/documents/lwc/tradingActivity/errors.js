/** The message of an error as Apex calls, the network or JavaScript give it. */
export function reduceErrors(error) {
  const body = Array.isArray(error?.body) ? error.body[0] : error?.body;
  return body?.message ?? error?.message ?? String(error);
}
