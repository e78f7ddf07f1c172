import type { ErrorRequestHandler } from 'express';
import type { DmlError } from '../../platform/org.ts';
import { OrgError } from '../../platform/org.ts';

export interface RestErrorBody {
  message: string;
  errorCode: string;
  fields?: string[];
}

/** An answer other than success, in Salesforce's form. */
export class RestError extends Error {
  readonly status: number;
  readonly bodies: RestErrorBody[];

  constructor(status: number, errorCode: string, message: string) {
    super(message);
    this.name = 'RestError';
    this.status = status;
    this.bodies = [{ message, errorCode }];
  }
}

/** Failed rows of a single-record call. */
export class RowError extends RestError {
  constructor(errors: readonly DmlError[]) {
    const first = errors[0];
    const gone = first?.statusCode === 'ENTITY_IS_DELETED' || first?.statusCode === 'INVALID_CROSS_REFERENCE_KEY';
    super(
      gone && first.fields.length === 0 ? 404 : 400,
      first?.statusCode ?? 'UNKNOWN_EXCEPTION',
      first?.message ?? ''
    );
    this.bodies.length = 0;
    for (const error of errors) {
      this.bodies.push({ message: error.message, errorCode: error.statusCode, fields: error.fields });
    }
  }
}

export const notFound = (message = 'The requested resource does not exist'): RestError =>
  new RestError(404, 'NOT_FOUND', message);

export const notEmulated = (what: string): RestError => new RestError(501, 'NOT_EMULATED', `not emulated: ${what}`);

/** The method that a resource lacks; Salesforce names those that it has. */
export const methodNotAllowed = (method: string, allowed: readonly string[]): RestError =>
  new RestError(
    405,
    'METHOD_NOT_ALLOWED',
    `HTTP Method '${method}' not allowed. Allowed are ${[...new Set(allowed)].sort().join(',')}`
  );

/** Codes that Salesforce answers with a status other than 400. */
const STATUS: Record<string, number> = {
  NOT_FOUND: 404,
  INSUFFICIENT_ACCESS: 403,
  API_DISABLED_FOR_ORG: 403,
  REQUEST_LIMIT_EXCEEDED: 403,
  NOT_EMULATED: 501
};

/** Whatever was thrown, as an answer with Salesforce's JSON list of errors. */
export function errorAnswer(error: unknown): { status: number; body: RestErrorBody[] } {
  if (error instanceof RestError) return { status: error.status, body: error.bodies };
  if (error instanceof OrgError) {
    return { status: STATUS[error.code] ?? 400, body: [{ message: error.message, errorCode: error.code }] };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { status: 500, body: [{ message, errorCode: 'UNKNOWN_EXCEPTION' }] };
}

/** For what express itself refuses, such as a body that is too large. */
export const restErrorHandler: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const { status, body } = errorAnswer(error);
  response.status(status).json(body);
};
