import { wireAdapter } from './wires.js';

export { refreshApex } from './wires.js';

async function call(className, methodName, parameters) {
  let response;
  try {
    response = await fetch(`/ui/apex/${className}/${methodName}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(parameters ?? {})
    });
  } catch {
    throw { ok: false, status: 0, statusText: 'Network', body: { message: 'The org cannot be reached.' } };
  }
  const body = response.status === 204 ? null : await response.json();
  if (!response.ok) {
    throw { ok: false, status: response.status, statusText: response.statusText, body };
  }
  return body;
}

/** The platform does not call while a reactive parameter is undefined. */
const isComplete = (parameters) => !Object.values(parameters).includes(undefined);

/**
 * What `@salesforce/apex/Class.method` imports: a function to call, with a wire adapter on it, as on the platform
 * (https://developer.salesforce.com/docs/platform/lwc/guide/apex-wire-method.html).
 */
export function apexMethod(className, methodName) {
  const method = (parameters) => call(className, methodName, parameters);
  method.adapter = wireAdapter(isComplete, method);
  return method;
}
