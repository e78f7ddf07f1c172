import { RestError } from '../rest/rest-error.ts';
import type { FaultKind, FaultRequest } from './faults.ts';

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string' && value !== '';
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) > 0;
const oneOf =
  (...values: string[]): Check =>
  (value) =>
    values.includes(value as string);
const pattern: Check = (value) => {
  try {
    return typeof value === 'string' && RegExp(value) instanceof RegExp;
  } catch {
    return false;
  }
};
const indexes: Check = (value) =>
  Array.isArray(value) && value.every((index) => Number.isSafeInteger(index) && (index as number) >= 0);

const HTTP = { path: pattern, method: text, times: count };
/** What each kind takes; a name that begins with `!` must be there. */
const FORMS: Record<FaultKind, Record<string, Check>> = {
  httpError: {
    ...HTTP,
    '!status': (value) => count(value) && (value as number) >= 400 && (value as number) < 600,
    errorCode: text,
    message: text
  },
  slow: { ...HTTP, '!milliseconds': count },
  drop: { ...HTTP, afterProcessing: (value) => typeof value === 'boolean' },
  expireTokens: { username: text },
  killStreams: { topic: text, errorCode: text },
  zombieStreams: { topic: text },
  replayIdExpired: { topic: text, times: count },
  failEvents: { indexes, count, statusCode: text, message: text, topic: text, times: count },
  allocationUsedUp: { '!allocation': oneOf('publishing', 'delivery', 'apiRequests') },
  moveInstance: { answer: oneOf('unauthorized', 'redirect') }
};

const refuse = (message: string): RestError => new RestError(400, 'INVALID_INPUT', message);

/** Checks what the control API was given. Throws 400, saying what is wrong and what would be right. */
export function faultRequest(body: unknown): FaultRequest {
  const request = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const kind = request.kind as FaultKind;
  const form = Object.hasOwn(FORMS, kind) ? FORMS[kind] : undefined;
  if (form === undefined) throw refuse(`kind must be one of ${Object.keys(FORMS).join(', ')}`);
  for (const [name, check] of Object.entries(form)) {
    const key = name.replace('!', '');
    if (name.startsWith('!') && request[key] === undefined) throw refuse(`${kind} needs ${key}`);
    if (request[key] !== undefined && !check(request[key]))
      throw refuse(`${key} of ${kind} cannot be ${JSON.stringify(request[key])}`);
  }
  const unknown = Object.keys(request).find((key) => key !== 'kind' && !(key in form) && !(`!${key}` in form));
  if (unknown !== undefined) throw refuse(`${kind} knows no ${unknown}`);
  return request as unknown as FaultRequest;
}
