import { z } from 'zod';
import { problemSchema, type Route } from './route.ts';

const schemaOf = (type: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(type, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => describeDates(zodSchema, jsonSchema)
  });

/** Dates are written as text. */
function describeDates(type: z.core.$ZodType, schema: z.core.JSONSchema.BaseSchema): void {
  if (type._zod.def.type !== 'date') return;
  schema.type = 'string';
  schema.format = 'date-time';
}

const contentOf = (type: z.ZodType | string) =>
  typeof type === 'string'
    ? { [type]: { schema: type.startsWith('text/') ? { type: 'string' } : { type: 'string', format: 'binary' } } }
    : { 'application/json': { schema: schemaOf(type, 'output') } };

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
});

function parametersOf({ path, query }: Route) {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' }
  }));
  if (!query) return inPath;
  const { properties = {}, required = [] } = schemaOf(query, 'input');
  const inQuery = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema
  }));
  return [...inPath, ...inQuery];
}

function operationOf(one: Route) {
  const { summary, description, role, body, answer, status = 200 } = one;
  const secured = role === null ? { security: [] } : { security: [{ bearer: [] }], 'x-role': role };
  return {
    summary,
    ...(description === undefined ? {} : { description }),
    ...secured,
    parameters: parametersOf(one),
    ...(body
      ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } } }
      : {}),
    responses: {
      [status]: { description: 'Done.', content: contentOf(answer) },
      ...(role === null
        ? {}
        : { 401: problem('No token, or one that nobody has.'), 403: problem('The role is too low.') }),
      ...(query400(one) ? { 400: problem('The request does not fit what is described here.') } : {}),
      ...(one.path.includes('{') ? { 404: problem('There is none, or none that the client may see.') } : {}),
      ...Object.fromEntries(Object.entries(one.problems ?? {}).map(([code, what]) => [code, problem(what)])),
      429: problem('Too many requests; the header Retry-After says when to go on.')
    }
  };
}

const query400 = ({ query, body }: Route) => query !== undefined || body !== undefined;

/** The interface as an OpenAPI 3.1 document. @see https://spec.openapis.org/oas/v3.1.0 */
export function openApiOf(routes: readonly Route[]): object {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const one of routes) (paths[one.path] ??= {})[one.method] = operationOf(one);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Trading Grid Connector middleware',
      version: '1',
      description: 'Documents of the Trading Grid on their way to a CRM: what became of them, and what to do about it.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' }
    },
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: schemaOf(problemSchema, 'output') }
    }
  };
}
