import { z } from 'zod';
import { type Described, problemSchema } from './route.ts';

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

const contentOf = (type: z.ZodType | string, io: 'input' | 'output' = 'output') =>
  typeof type === 'string'
    ? { [type]: { schema: type.startsWith('text/') ? { type: 'string' } : { type: 'string', format: 'binary' } } }
    : { 'application/json': { schema: schemaOf(type, io) } };

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
});

function parametersOf({ path, query, headers }: Described) {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' }
  }));
  return [...inPath, ...fieldsOf(query, 'query'), ...fieldsOf(headers, 'header')];
}

function fieldsOf(type: z.ZodType | undefined, place: 'query' | 'header') {
  if (!type) return [];
  const { properties = {}, required = [] } = schemaOf(type, 'input');
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema
  }));
}

function operationOf(one: Described) {
  const { summary, description, role, body, answer, status = 200, also = {} } = one;
  const secured = role === null ? { security: [] } : { security: [{ bearer: [] }], 'x-role': role };
  return {
    summary,
    ...(description === undefined ? {} : { description }),
    ...secured,
    parameters: parametersOf(one),
    ...(body ? { requestBody: { required: true, content: contentOf(body, 'input') } } : {}),
    responses: {
      [status]: { description: 'Done.', content: contentOf(answer) },
      ...Object.fromEntries(
        Object.entries(also).map(([code, what]) => [code, { description: what, content: contentOf(answer) }])
      ),
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

const query400 = ({ query, body }: Described) => query !== undefined || body !== undefined;

/** The interface as an OpenAPI 3.1 document. @see https://spec.openapis.org/oas/v3.1.0 */
export function openApiOf(routes: readonly Described[]): object {
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
