import type { ErrorRequestHandler } from 'express';
import type { DmlError } from '../platform/org.ts';
import { OrgError } from '../platform/org.ts';

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

/** Turns what was thrown into Salesforce's JSON list of errors. */
export const restErrorHandler: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  if (error instanceof RestError) {
    response.status(error.status).json(error.bodies);
  } else if (error instanceof OrgError) {
    response.status(400).json([{ message: error.message, errorCode: error.code }]);
  } else if (error instanceof SyntaxError && 'body' in error) {
    response
      .status(400)
      .json([{ message: `Unexpected content in the JSON body: ${error.message}`, errorCode: 'JSON_PARSER_ERROR' }]);
  } else {
    const message = error instanceof Error ? error.message : String(error);
    response.status(500).json([{ message, errorCode: 'UNKNOWN_EXCEPTION' }]);
  }
};
