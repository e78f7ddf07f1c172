import { Metadata, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';

const PREFIX = 'sfdc.platform.eventbus.grpc.';

/** An error of the Pub/Sub API: the gRPC status, and Salesforce's own code in the trailers under `error-code`. */
export class PubSubError extends Error implements ServiceError {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;

  constructor(code: status, errorCode: string, details: string) {
    super(details);
    this.name = 'PubSubError';
    this.code = code;
    this.details = details;
    this.metadata = new Metadata();
    this.metadata.set('error-code', PREFIX + errorCode);
  }
}

export const badHeaders = (details: string): PubSubError =>
  new PubSubError(status.UNAUTHENTICATED, 'service.auth.headers.invalid', details);

export const authError = (): PubSubError =>
  new PubSubError(
    status.UNAUTHENTICATED,
    'service.auth.error',
    'authentication exception occurred: the session is expired or invalid'
  );

/** Whatever was thrown, as an error that gRPC can send. */
export function asServiceError(error: unknown): PubSubError {
  if (error instanceof PubSubError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new PubSubError(status.INTERNAL, 'service.internal.error', message);
}
