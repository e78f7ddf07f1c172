import document from '../../../../middleware/openapi/customer-gateway.json' with { type: 'json' };

export type GatewayPaths = Partial<Record<string, string>>;

export interface Operation {
  id: string;
  method: 'get' | 'post' | 'patch' | 'put';
  path: string;
}

type Paths = Record<string, Record<string, { operationId: string }>>;

function allOperations(paths: Paths): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({
      id: operationId,
      method: method as Operation['method'],
      path
    }))
  );
}

/**
 * The operations of the OpenAPI document, each at the path that is configured for it.
 * @throws RangeError for a path of an operation that there is not, or without the parameters of the original
 */
export function operations(configured: GatewayPaths): Operation[] {
  const all = allOperations(document.paths);
  const unknown = Object.keys(configured).find((id) => !all.some((operation) => operation.id === id));
  if (unknown !== undefined) throw new RangeError(`gatewayPaths: there is no operation "${unknown}"`);
  return all.map((operation) => {
    const path = configured[operation.id] ?? operation.path;
    const missing = parameters(operation.path).filter((name) => !parameters(path).includes(name));
    if (missing.length > 0)
      throw new RangeError(`gatewayPaths: the path of ${operation.id} needs {${missing.join('}, {')}}`);
    return { ...operation, path };
  });
}

/** The document with the configured paths in it. */
export function servedDocument(configured: GatewayPaths): object {
  const paths: Record<string, Record<string, unknown>> = {};
  const original: Paths = document.paths;
  for (const { id, method, path } of operations(configured)) {
    const found = Object.values(original).flatMap((methods) => Object.values(methods));
    (paths[path] ??= {})[method] = found.find(({ operationId }) => operationId === id);
  }
  return { ...document, paths };
}

const parameters = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');

/** `/a/{b}` as express writes it. */
export const expressPath = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1');
