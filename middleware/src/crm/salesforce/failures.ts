import { Metadata, status } from '@grpc/grpc-js';
import { CrmError, type FailureClass, type PublishOutcome } from '../port.ts';
import type { PublishResult } from './pubsub-client.ts';

const NAMES = new Map(Object.entries(status).map(([name, code]) => [Number(code), name]));

/** gRPC status of a request that the org did not take. All others leave open whether it did. */
const NOT_TAKEN = new Set<number>([status.UNAUTHENTICATED, status.RESOURCE_EXHAUSTED]);

/** gRPC status that says the request can never work as it is: configuration, permission or version is wrong. */
const REFUSED = new Set<number>([
  status.INVALID_ARGUMENT,
  status.NOT_FOUND,
  status.PERMISSION_DENIED,
  status.FAILED_PRECONDITION,
  status.UNIMPLEMENTED,
  status.OUT_OF_RANGE
]);

export function grpcCode(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}

/** A failed call as the port tells it. The class follows from gRPC's status code alone. */
export function callFailure(error: unknown, what: string): CrmError {
  if (error instanceof CrmError) return error;
  const code = grpcCode(error);
  if (code === undefined) throw error;
  const failure: FailureClass = REFUSED.has(code) ? 'permanent' : NOT_TAKEN.has(code) ? 'transient' : 'ambiguous';
  const details = error instanceof Error && 'details' in error ? String(error.details) : '';
  return new CrmError(failure, NAMES.get(code) ?? String(code), `${what} failed: ${details}`, { cause: error });
}

/** What each code of a publish result means; COMMIT is documented as unrecoverable. */
const RESULT_CLASS: Record<'UNKNOWN' | 'PUBLISH' | 'COMMIT', FailureClass> = {
  UNKNOWN: 'ambiguous',
  PUBLISH: 'transient',
  COMMIT: 'permanent'
};

export function outcomeOf(result: PublishResult | undefined): PublishOutcome {
  if (!result)
    return {
      accepted: false,
      failure: 'ambiguous',
      code: 'NO_RESULT',
      message: 'Salesforce gave no result for the event.'
    };
  if (!result.error) return { accepted: true };
  const { code, msg } = result.error;
  return { accepted: false, failure: RESULT_CLASS[code], code, message: `Salesforce did not take the event: ${msg}` };
}

/**
 * Salesforce's own code of a failed call, which stands in the trailers.
 * @see https://developer.salesforce.com/docs/platform/pub-sub-api/guide/handle-errors.html
 */
export function sfErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('metadata' in error)) return undefined;
  const { metadata } = error;
  return metadata instanceof Metadata ? metadata.get('error-code')[0]?.toString() : undefined;
}
