import type { Access } from '../../platform/org.ts';
import type { ServerContext } from '../context.ts';
import { RestError, errorAnswer, methodNotAllowed, notEmulated } from './rest-error.ts';

/** One call of a resource, however it came: over HTTP, or as a part of a composite request. */
export interface RestCall {
  method: string;
  /** Below `/services/data/vNN.0`, decoded where `params` are concerned, without query. */
  path: string;
  /** `v67.0` */
  version: string;
  query: Record<string, string | undefined>;
  /** By lower-case name. */
  headers: Record<string, string | undefined>;
  /** Parsed JSON; a buffer where the content is something else; undefined without a body. */
  body: unknown;
  access: Access;
  /** `http://127.0.0.1:PORT`, as the client addresses the org. */
  baseUrl: string;
}

/** A call with the parts of its path by the names that the resource's pattern gives them. */
export type ResourceCall = RestCall & { params: Record<string, string> };

export interface RestAnswer {
  status: number;
  /** JSON, or a buffer that goes out as it is. Absent: no content. */
  body?: unknown;
  headers?: Record<string, string>;
}

export type Handler = (call: ResourceCall, context: ServerContext) => RestAnswer | Promise<RestAnswer>;

interface Resource {
  method: string;
  pattern: RegExp;
  names: string[];
  handler: Handler;
}

export const ok = (body: unknown): RestAnswer => ({ status: 200, body });
export const created = (body: unknown, location: string): RestAnswer => ({
  status: 201,
  body,
  headers: { Location: location }
});
export const noContent: RestAnswer = { status: 204 };

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RestError(400, 'MALFORMED_URL', `"${text}" is not a valid part of a URL`);
  }
};

/** The resources of the REST API, matched in the order of their registration. */
export class RestResources {
  private readonly resources: Resource[] = [];

  /** Registers a handler; `:name` in the pattern stands for one part of the path, a last `*` for all the rest. */
  on(method: string, pattern: string, handler: Handler): this {
    const names = [...pattern.matchAll(/:(\w+)|\*/g)].map((match) => match[1] ?? 'rest');
    const source = pattern.replaceAll(/:\w+/g, '([^/]+)').replace('*', '(.*)');
    this.resources.push({ method, pattern: new RegExp(`^${source}/?$`, 'i'), names, handler });
    return this;
  }

  /** Runs the call; whatever it throws becomes Salesforce's list of errors. */
  answer(call: RestCall, context: ServerContext): RestAnswer | Promise<RestAnswer> {
    try {
      const answer = this.find(call)(context);
      return answer instanceof Promise ? answer.catch(errorAnswer) : answer;
    } catch (error) {
      return errorAnswer(error);
    }
  }

  /** As {@link answer}, for calls inside a transaction, which cannot wait. */
  answerNow(call: RestCall, context: ServerContext): RestAnswer {
    const answer = this.answer(call, context);
    if (!(answer instanceof Promise)) return answer;
    return errorAnswer(notEmulated(`${call.method} ${call.path} inside a composite request`));
  }

  private find(call: RestCall): (context: ServerContext) => RestAnswer | Promise<RestAnswer> {
    const method = methodOf(call);
    const allowed = new Set<string>();
    for (const resource of this.resources) {
      const match = resource.pattern.exec(call.path);
      if (match === null) continue;
      allowed.add(resource.method);
      if (resource.method !== method) continue;
      const params = Object.fromEntries(resource.names.map((name, i) => [name, decode(match[i + 1] ?? '')]));
      return (context) => resource.handler({ ...call, method, params }, context);
    }
    if (allowed.size > 0) throw methodNotAllowed(method, [...allowed]);
    throw notEmulated(`${method} ${call.path}`);
  }
}

/** Clients that cannot send PATCH or DELETE name it in the query of a POST. */
function methodOf(call: RestCall): string {
  const override = call.query._HttpMethod;
  if (call.method === 'POST' && override !== undefined) return override.toUpperCase();
  return call.method === 'HEAD' ? 'GET' : call.method;
}

/** The body as one JSON object. Throws what Salesforce answers to anything else. */
export function objectBody(call: RestCall): Record<string, unknown> {
  const { body } = call;
  if (typeof body !== 'object' || body === null || Array.isArray(body) || Buffer.isBuffer(body)) {
    throw new RestError(400, 'JSON_PARSER_ERROR', 'the body must be one JSON object (Content-Type: application/json)');
  }
  return body as Record<string, unknown>;
}
