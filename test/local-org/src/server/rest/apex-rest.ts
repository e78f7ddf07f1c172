import type { Request, RequestHandler } from 'express';
import { ApexRestError } from '../../apex/host.ts';
import { accessOfRequest } from '../authenticate.ts';
import type { ServerContext } from '../context.ts';
import type { RestAnswer } from './resources.ts';
import { errorAnswer, notEmulated } from './rest-error.ts';
import { bytesOf, sendAnswer, single } from './transport.ts';

const PREFIX = '/services/apexrest';

const defined = (values: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

function answerOf(context: ServerContext, request: Request, userId: string): RestAnswer {
  if (context.apex === undefined) throw notEmulated('Apex REST in an org without Apex');
  try {
    return context.apex.invokeRest({
      method: request.method,
      uri: decodeURI(request.path.slice(PREFIX.length)),
      parameters: defined(single(request.query)),
      headers: defined(single(request.headers)),
      body: bytesOf(request),
      remoteAddress: request.ip ?? '127.0.0.1',
      userId
    });
  } catch (error) {
    if (!(error instanceof ApexRestError)) throw error;
    return { status: error.status, body: [{ errorCode: error.errorCode, message: error.message }] };
  }
}

/** `/services/apexrest/…`: the org's own classes with `@RestResource`. */
export function apexRest(context: ServerContext): RequestHandler {
  return (request, response) => {
    let answer: RestAnswer;
    try {
      const { userId } = accessOfRequest(context, request, response);
      answer = answerOf(context, request, userId);
    } catch (error) {
      answer = errorAnswer(error);
    }
    const bytes = answer.body instanceof Buffer && answer.headers?.['Content-Type'] === undefined;
    const headers = bytes ? { 'Content-Type': 'application/json;charset=UTF-8', ...answer.headers } : answer.headers;
    sendAnswer(request, response, { ...answer, ...(headers === undefined ? {} : { headers }) });
  };
}
