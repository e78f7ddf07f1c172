import { onRecordChanged } from './records.js';
import { wireAdapter } from './wires.js';

function parameters(query) {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null);
  const text = new URLSearchParams(given.map(([name, value]) => [name, [value].flat().join(',')])).toString();
  return text === '' ? '' : `?${text}`;
}

/**
 * Asks the org's User Interface API as the page's user.
 *
 * @throws `{ status, body: { message, output } }`, as Lightning Data Service rejects
 */
export async function uiApi(method, path, { query, body } = {}) {
  const response = await fetch(`/ui/ui-api/${path}${parameters(query)}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  });
  const answer = response.status === 204 ? null : await response.json();
  if (!response.ok) {
    const { status, statusText } = response;
    throw {
      ok: false,
      status,
      statusText,
      body: Array.isArray(answer) ? { ...answer[0], statusCode: status } : answer
    };
  }
  return answer;
}

/** Name of an object or a field that a component gives as text or as imported from `@salesforce/schema`. */
export function nameOf(reference) {
  if (typeof reference === 'string') {
    return reference;
  }
  const { objectApiName, fieldApiName } = reference;
  return fieldApiName === undefined ? objectApiName : `${objectApiName}.${fieldApiName}`;
}

export const namesOf = (references) =>
  references === undefined || references === null ? undefined : [references].flat().map(nameOf);

const isGiven = (value) => value !== undefined && value !== null && value !== '';

/** A wire adapter that reads from the UI API once what it needs is given; again when a record that it shows changes. */
export const uiApiAdapter = (needs, ask, recordsOf = () => []) =>
  wireAdapter(
    (config) => needs.every((name) => isGiven(config[name])),
    (config) => ask(config),
    (config, changed) => {
      const stops = recordsOf(config).map((recordId) => onRecordChanged(recordId, changed));
      return () => stops.forEach((stop) => stop());
    }
  );
