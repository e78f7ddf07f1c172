import type { ServerContext } from '../context.ts';
import { References } from './references.ts';
import { objectBody, ok } from './resources.ts';
import type { RestAnswer, RestCall, RestResources } from './resources.ts';
import { RestError, errorAnswer } from './rest-error.ts';

interface Subrequest {
  method: string;
  url: string;
  referenceId: string;
  body?: unknown;
  httpHeaders?: Record<string, string>;
}

interface SubrequestResult {
  body: unknown;
  httpHeaders: Record<string, string>;
  httpStatusCode: number;
  referenceId: string;
}

const MAX_SUBREQUESTS = 25;
/** Of the 25, so many may be queries or collections. */
const MAX_COLLECTIONS = 5;
const MAX_NODES = 500;
const MAX_GRAPHS = 75;

const ROLLED_BACK = {
  errorCode: 'PROCESSING_HALTED',
  message: 'The transaction was rolled back since another operation in the same transaction failed.'
};

const invalid = (message: string): RestError => new RestError(400, 'JSON_PARSER_ERROR', message);

function list<T>(body: Record<string, unknown>, name: string): T[] {
  const found = body[name];
  if (!Array.isArray(found)) throw invalid(`the body needs a list named ${name}`);
  return found as T[];
}

function checkedSubrequests(requests: readonly Subrequest[], max: number): readonly Subrequest[] {
  if (requests.length > max) {
    throw new RestError(400, 'LIMIT_EXCEEDED', `The limit of ${max} subrequests in one request has been exceeded`);
  }
  const seen = new Set<string>();
  for (const { method, url, referenceId } of requests as readonly Partial<Subrequest>[]) {
    if (typeof method !== 'string' || typeof url !== 'string' || typeof referenceId !== 'string') {
      throw invalid('each subrequest needs method, url and referenceId');
    }
    if (!/^[A-Za-z]\w*$/.test(referenceId)) throw invalid(`referenceId "${referenceId}" is no letters, digits and _`);
    if (seen.has(referenceId)) throw invalid(`Duplicate ReferenceId provided: ${referenceId}`);
    seen.add(referenceId);
  }
  return requests;
}

/** The call that a subrequest stands for. `url` is the whole path, or what follows `/services/data`. */
export function subcall(outer: RestCall, method: string, url: string, body: unknown, headers = {}): RestCall {
  const parsed = new URL(url.startsWith('/') ? url : `/services/data/${url}`, 'http://localhost');
  const match = /^\/services\/data\/(v\d+\.0)(\/.*)?$/.exec(parsed.pathname);
  if (match === null) throw new RestError(400, 'INVALID_URL', `the URL ${url} is not one of /services/data/vNN.0`);
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  return {
    ...outer,
    method: method.toUpperCase(),
    version: match[1] ?? outer.version,
    path: match[2] ?? '/',
    query: Object.fromEntries(parsed.searchParams),
    headers: { ...outer.headers, ...Object.fromEntries(lower) },
    body
  };
}

/** Makes every answer after the first one that failed undo what came before. */
class Undone extends Error {}

class Composite {
  private readonly resources: RestResources;
  private readonly context: ServerContext;
  private readonly call: RestCall;

  constructor(resources: RestResources, context: ServerContext, call: RestCall) {
    this.resources = resources;
    this.context = context;
    this.call = call;
  }

  private answer(request: Subrequest, references: References): RestAnswer {
    try {
      const url = references.text(request.url, encodeURIComponent);
      const body = request.body === undefined || request.body === null ? undefined : references.body(request.body);
      const call = subcall(this.call, request.method, url, body, request.httpHeaders);
      // A failed subrequest leaves nothing behind, whatever becomes of the others.
      return this.atomically(() => this.resources.answerNow(call, this.context));
    } catch (error) {
      return errorAnswer(error);
    }
  }

  private atomically(work: () => RestAnswer): RestAnswer {
    let answer: RestAnswer | undefined;
    try {
      return this.context.org.transaction(() => {
        answer = work();
        if (answer.status >= 300) throw new Undone();
        return answer;
      });
    } catch (error) {
      if (error instanceof Undone && answer !== undefined) return answer;
      throw error;
    }
  }

  /** One after the other; with `allOrNone` the first failure undoes all and halts the rest. */
  run(requests: readonly Subrequest[], allOrNone: boolean): { results: SubrequestResult[]; failed: boolean } {
    const results: SubrequestResult[] = [];
    const references = new References();
    let failedAt = -1;
    const each = (): void => {
      for (const [i, request] of requests.entries()) {
        const answer = this.answer(request, references);
        references.add(request.referenceId, answer);
        results.push(resultOf(request, answer));
        if (answer.status >= 300 && failedAt < 0) failedAt = i;
        if (failedAt >= 0 && allOrNone) throw new Undone();
      }
    };
    if (!allOrNone) {
      each();
      return { results, failed: failedAt >= 0 };
    }
    try {
      this.context.org.transaction(each);
    } catch (error) {
      if (!(error instanceof Undone)) throw error;
    }
    if (failedAt < 0) return { results, failed: false };
    const halted = requests.map((request, i) =>
      i === failedAt ? (results[i] as SubrequestResult) : resultOf(request, { status: 400, body: [ROLLED_BACK] })
    );
    return { results: halted, failed: true };
  }
}

const resultOf = (request: Subrequest, answer: RestAnswer): SubrequestResult => ({
  body: answer.body ?? null,
  httpHeaders: answer.headers ?? {},
  httpStatusCode: answer.status,
  referenceId: request.referenceId
});

const COLLECTION = /^\/services\/data\/v\d+\.0\/(?:query|queryAll|composite\/sobjects)\b/;

function composite(resources: RestResources, call: RestCall, context: ServerContext): RestAnswer {
  const body = objectBody(call);
  const requests = checkedSubrequests(list<Subrequest>(body, 'compositeRequest'), MAX_SUBREQUESTS);
  if (requests.filter((request) => COLLECTION.test(request.url)).length > MAX_COLLECTIONS) {
    throw new RestError(400, 'LIMIT_EXCEEDED', `at most ${MAX_COLLECTIONS} subrequests may be queries or collections`);
  }
  const { results } = new Composite(resources, context, call).run(requests, body.allOrNone === true);
  return ok({ compositeResponse: results });
}

interface Graph {
  graphId: string;
  compositeRequest: Subrequest[];
}

/** Each graph succeeds or fails as a whole. */
function graph(resources: RestResources, call: RestCall, context: ServerContext): RestAnswer {
  const graphs = list<Graph>(objectBody(call), 'graphs');
  if (graphs.length > MAX_GRAPHS) {
    throw new RestError(400, 'LIMIT_EXCEEDED', `The limit of ${MAX_GRAPHS} graphs in one request has been exceeded`);
  }
  const nodes = graphs.reduce(
    (sum, one) => sum + list(one as unknown as Record<string, unknown>, 'compositeRequest').length,
    0
  );
  if (nodes > MAX_NODES) {
    throw new RestError(400, 'LIMIT_EXCEEDED', `The limit of ${MAX_NODES} nodes in one request has been exceeded`);
  }
  const runner = new Composite(resources, context, call);
  return ok({
    graphs: graphs.map(({ graphId, compositeRequest }) => {
      const { results, failed } = runner.run(checkedSubrequests(compositeRequest, MAX_NODES), true);
      return { graphId, graphResponse: { compositeResponse: results }, isSuccessful: !failed };
    })
  });
}

interface BatchSubrequest {
  method: string;
  url: string;
  richInput?: unknown;
}

/** Independent subrequests in one call. */
function batch(resources: RestResources, call: RestCall, context: ServerContext): RestAnswer {
  const body = objectBody(call);
  const requests = list<BatchSubrequest>(body, 'batchRequests');
  if (requests.length > MAX_SUBREQUESTS) {
    throw new RestError(400, 'LIMIT_EXCEEDED', `The limit of ${MAX_SUBREQUESTS} subrequests has been exceeded`);
  }
  let hasErrors = false;
  const results = requests.map(({ method, url, richInput }) => {
    if (hasErrors && body.haltOnError === true) {
      const message = 'Batch processing halted because of request failure';
      return { statusCode: 412, result: [{ errorCode: 'BATCH_PROCESSING_HALTED', message }] };
    }
    const answer = resources.answerNow(subcall(call, method, url, richInput), context);
    hasErrors ||= answer.status >= 400;
    return { statusCode: answer.status, result: answer.body ?? null };
  });
  return ok({ hasErrors, results });
}

/** `/composite`, `/composite/graph` and `/composite/batch`: other calls in one. */
export function compositeResources(resources: RestResources): void {
  resources
    .on('GET', '/composite', (call) => {
      const root = `/services/data/${call.version}/composite`;
      return ok(Object.fromEntries(['tree', 'batch', 'sobjects', 'graph'].map((name) => [name, `${root}/${name}`])));
    })
    .on('POST', '/composite', (call, context) => composite(resources, call, context))
    .on('POST', '/composite/graph', (call, context) => graph(resources, call, context))
    .on('POST', '/composite/batch', (call, context) => batch(resources, call, context));
}
