import { failureOf } from '../runtime/failure.ts';
import type { LoadedProgram } from '../runtime/load-program.ts';
import { ApexBlob } from '../runtime/values/blob.ts';
import { ApexMap } from '../runtime/values/collections.ts';
import { libraryType } from '../types/library.ts';
import type { ClassSymbol, MethodSymbol } from '../types/symbols.ts';
import { newBean, type Bean } from '../library/bean.ts';
import { setRestContext } from '../library/rest.ts';
import { fromJson } from './json-read.ts';
import { serialize } from './json-write.ts';
import { parseJson } from './json-text.ts';

/** A call of an Apex REST resource. */
export interface ApexRestCall {
  /** Upper case. */
  method: string;
  /** What follows `/services/apexrest`, with its leading slash. */
  uri: string;
  parameters: Record<string, string>;
  headers: Record<string, string>;
  body: Buffer;
  remoteAddress: string;
  userId: string;
}

export interface ApexRestAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** Why a call did not reach Apex, or what Apex threw; the fields are those of the REST API's errors. */
export class ApexRestError extends Error {
  readonly status: number;
  readonly errorCode: string;

  constructor(status: number, errorCode: string, message: string) {
    super(message);
    this.name = 'ApexRestError';
    this.status = status;
    this.errorCode = errorCode;
  }
}

const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

interface Mapping {
  symbol: ClassSymbol;
  /** As written: `/Widgets/*`. */
  url: string;
}

function mappings(program: LoadedProgram): Mapping[] {
  return program.source.classes.flatMap((symbol) => {
    const url = symbol.source?.declaration.modifiers.annotations.get('restresource')?.values.get('urlmapping');
    return url === undefined ? [] : [{ symbol, url }];
  });
}

const matches = ({ url }: Mapping, uri: string): boolean =>
  url.endsWith('*')
    ? uri.startsWith(url.slice(0, -1)) || `${uri}/` === url.slice(0, -1)
    : uri === url || uri === `${url}/`;

/** The longest mapping that fits; of a package's classes, below the namespace. */
function findMapping(program: LoadedProgram, uri: string): Mapping {
  const prefix = program.namespace === '' ? '' : `/${program.namespace}`;
  const path =
    uri.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase() ? uri.slice(prefix.length) : undefined;
  const found = mappings(program)
    .filter((mapping) => path !== undefined && matches(mapping, path))
    .sort((a, b) => b.url.length - a.url.length)[0];
  if (!found) throw new ApexRestError(404, 'NOT_FOUND', 'Could not find a match for URL');
  return found;
}

function findMethod(symbol: ClassSymbol, verb: string): MethodSymbol {
  const methodFor = (one: string): MethodSymbol | undefined =>
    symbol.allMethods().find((method) => method.declaration?.modifiers.annotations.has(`http${one.toLowerCase()}`));
  const found = VERBS.includes(verb) ? methodFor(verb) : undefined;
  if (found) return found;
  const allowed = VERBS.filter((one) => methodFor(one)).join(',');
  throw new ApexRestError(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${verb}' not allowed. Allowed are ${allowed}`);
}

/** Parameters by their names in a JSON body; other names in it are refused, as Salesforce does. */
function argumentsOf(method: MethodSymbol, body: Buffer): unknown[] {
  const declared = method.declaration?.parameters ?? [];
  if (!declared.length) return [];
  const json = body.length ? parseJson(body.toString('utf8')) : {};
  const given = Object.entries(json as Record<string, unknown>);
  const unknown = given.find(
    ([name]) => !declared.some((parameter) => parameter.name.toLowerCase() === name.toLowerCase())
  );
  if (unknown) {
    const message = `Unexpected parameter encountered during deserialization: ${unknown[0]}`;
    throw new ApexRestError(400, 'JSON_PARSER_ERROR', message);
  }
  const values = new Map(given.map(([name, value]) => [name.toLowerCase(), value]));
  return declared.map((parameter, index) => {
    const type = method.parameters[index];
    const value = values.get(parameter.name.toLowerCase());
    return type ? fromJson(value ?? null, type) : null;
  });
}

function texts(values: Record<string, string>): ApexMap {
  const map = new ApexMap(libraryType('String'), libraryType('String'));
  for (const [name, value] of Object.entries(values)) map.put(name, value);
  return map;
}

function requestOf(call: ApexRestCall, mapping: Mapping, withBody: boolean): Bean {
  return newBean('RestRequest', {
    headers: texts(call.headers),
    params: texts(call.parameters),
    httpmethod: call.method,
    remoteaddress: call.remoteAddress,
    requestbody: new ApexBlob(withBody ? call.body : Buffer.alloc(0)),
    requesturi: call.uri,
    resourcepath: `/services/apexrest${mapping.url}`
  });
}

function answerOf(response: Bean, result: unknown, isVoid: boolean): ApexRestAnswer {
  const headers: Record<string, string> = {};
  for (const { key, value } of (response.data['headers'] as ApexMap).entries.values())
    headers[String(key)] = String(value);
  const status = typeof response.data['statuscode'] === 'number' ? response.data['statuscode'] : 200;
  const written = response.data['responsebody'];
  if (!isVoid) {
    const body = Buffer.from(serialize(result, { suppressNulls: false, pretty: false }), 'utf8');
    return { status, headers: { ...headers, 'Content-Type': 'application/json;charset=UTF-8' }, body };
  }
  return { status, headers, body: written instanceof ApexBlob ? written.bytes : Buffer.alloc(0) };
}

/**
 * Answers a call of a class with `@RestResource`; `run` gives it its transaction.
 * @param mayUse whether the user has access to the class of that name
 */
export function invokeApexRest(
  call: ApexRestCall,
  program: LoadedProgram,
  mayUse: (className: string) => boolean,
  run: <T>(work: () => T) => T
): ApexRestAnswer {
  const mapping = findMapping(program, call.uri);
  const method = findMethod(mapping.symbol, call.method);
  if (!mayUse(mapping.symbol.name)) {
    throw new ApexRestError(403, 'FORBIDDEN', `You do not have access to the Apex class named: ${mapping.symbol.name}`);
  }
  try {
    return run(() => {
      const response = newBean('RestResponse', { headers: texts({}) });
      setRestContext(requestOf(call, mapping, !method.parameters.length), response);
      const implementation = program.record(method.owner)?.s()[method.key] as (...values: unknown[]) => unknown;
      const result = implementation(...argumentsOf(method, call.body));
      return answerOf(response, result, method.returns.kind === 'void');
    });
  } catch (error) {
    if (error instanceof ApexRestError) throw error;
    const failure = failureOf(error);
    if (failure.exceptionType === 'System.JSONException' && !failure.stackTrace) {
      throw new ApexRestError(400, 'JSON_PARSER_ERROR', failure.message);
    }
    throw new ApexRestError(500, 'APEX_ERROR', `${failure.exceptionType}: ${failure.message}\n\n${failure.stackTrace}`);
  }
}
