import { randomBytes } from 'node:crypto';
import type { ServerContext } from '../context.ts';
import { noContent, objectBody, ok } from './resources.ts';
import type { ResourceCall, RestResources } from './resources.ts';
import { RestError, notFound } from './rest-error.ts';
import { findIds, keyField, readableObject, recordId } from './record-access.ts';

/** The user whose password this is: oneself, or anybody where an administrator asks. */
function userOf(call: ResourceCall, context: ServerContext): string {
  const object = readableObject(context, 'User', call.access);
  const id = recordId(object, call.params.id ?? '');
  if (findIds(context, object, keyField(object, 'Id'), id, call.access).length === 0) throw notFound();
  if (id !== call.access.userId && !context.org.rights(call.access.userId).administrator) {
    throw new RestError(403, 'INSUFFICIENT_ACCESS', 'insufficient access rights on cross-reference id');
  }
  return id;
}

/** `/sobjects/User/{id}/password`: passwords are for the SOAP login; users have none until one is set. */
export function passwordResources(resources: RestResources): void {
  resources
    .on('GET', '/sobjects/User/:id/password', (call, context) =>
      ok({ isExpired: !context.sessions.hasPassword(userOf(call, context)) })
    )
    .on('POST', '/sobjects/User/:id/password', (call, context) => {
      const password = objectBody(call).NewPassword;
      if (typeof password !== 'string' || password.length < 8) {
        throw new RestError(400, 'INVALID_NEW_PASSWORD', 'Your password must be at least 8 characters long.');
      }
      context.sessions.setPassword(userOf(call, context), password);
      return noContent;
    })
    .on('DELETE', '/sobjects/User/:id/password', (call, context) => {
      const NewPassword = randomBytes(9).toString('base64url');
      context.sessions.setPassword(userOf(call, context), NewPassword);
      return ok({ NewPassword });
    });
}
