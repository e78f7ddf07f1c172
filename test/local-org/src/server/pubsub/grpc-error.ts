import { randomUUID } from 'node:crypto';
import { Metadata, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';

const PREFIX = 'sfdc.platform.eventbus.grpc.';

/**
 * An error of the Pub/Sub API: the gRPC status, and in the trailers Salesforce's own code under `error-code` and the id
 * of the call under `rpc-id`, which the message ends with too.
 */
export class PubSubError extends Error implements ServiceError {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;

  constructor(code: status, errorCode: string, message: string) {
    const rpcId = randomUUID();
    const details = `${message} rpcId: ${rpcId}`;
    super(details);
    this.name = 'PubSubError';
    this.code = code;
    this.details = details;
    this.metadata = new Metadata();
    this.metadata.set('error-code', errorCode.startsWith(PREFIX) ? errorCode : PREFIX + errorCode);
    this.metadata.set('rpc-id', rpcId);
  }
}

export const badHeaders = (details: string): PubSubError =>
  new PubSubError(status.UNAUTHENTICATED, 'service.auth.headers.invalid', details);

export const authError = (): PubSubError =>
  new PubSubError(
    status.UNAUTHENTICATED,
    'service.auth.error',
    'An authentication exception occurred. Provide valid authentication via metadata headers.'
  );

/** What was asked for is wrong in itself. */
export const invalid = (errorCode: string, details: string): PubSubError =>
  new PubSubError(status.INVALID_ARGUMENT, errorCode, details);

/** Whatever was thrown, as an error that gRPC can send. */
export function asServiceError(error: unknown): PubSubError {
  if (error instanceof PubSubError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new PubSubError(status.INTERNAL, 'service.internal.error', message);
}
