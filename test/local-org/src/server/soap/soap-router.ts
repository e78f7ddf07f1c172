import express from 'express';
import type { Request, Router } from 'express';
import type { Access } from '../../platform/org.ts';
import { accessOfToken } from '../authenticate.ts';
import type { ServerContext } from '../context.ts';
import { RestError, errorAnswer } from '../rest/rest-error.ts';
import { baseUrl, bytesOf } from '../rest/transport.ts';
import { escapeXml, parseXml, text, toXml, tree } from './xml.ts';
import type { XmlTree } from './xml.ts';

/** One call of a SOAP operation. */
export interface SoapCall {
  operation: string;
  /** The operation's parameters. */
  parameters: XmlTree;
  /** The SOAP headers by name. */
  headers: XmlTree;
  /** `67.0` */
  version: string;
  baseUrl: string;
  /** The session's access. Throws where there is none: `login` alone works without. */
  access(): Access;
  token: string | undefined;
}

export interface SoapAnswer {
  /** What stands in `result`; undefined for an empty response. */
  result?: unknown;
  /** Elements of the response's header. */
  header?: Record<string, unknown>;
}

export type SoapOperation = (call: SoapCall, context: ServerContext) => SoapAnswer | Promise<SoapAnswer>;

/** One of Salesforce's SOAP APIs. */
export interface SoapApi {
  /** Its letter in the path: `u`, `m`, `s`. */
  letter: string;
  namespace: string;
  operations: Record<string, SoapOperation>;
}

function readCall(request: Request, context: ServerContext, version: string): SoapCall {
  let envelope: XmlTree;
  try {
    envelope = tree(parseXml(bytesOf(request).toString('utf8')).Envelope);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RestError(500, 'UNKNOWN_EXCEPTION', `the request is not well-formed XML: ${reason}`);
  }
  const [[operation, parameters] = ['', '']] = Object.entries(tree(envelope.Body));
  const headers = tree(envelope.Header);
  const token = text(tree(headers.SessionHeader).sessionId);
  return {
    operation,
    parameters: tree(parameters),
    headers,
    version,
    baseUrl: baseUrl(request),
    token,
    access: () => accessOfToken(context, token)
  };
}

function envelope(api: SoapApi, header: string, body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="${api.namespace}" xmlns:sf="${api.namespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${header}<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
}

function responseXml(api: SoapApi, operation: string, answer: SoapAnswer): string {
  const header = Object.entries(answer.header ?? {}).map(([name, value]) => toXml(name, value));
  return envelope(
    api,
    header.length === 0 ? '' : `<soapenv:Header>${header.join('')}</soapenv:Header>`,
    `<${operation}Response>${toXml('result', answer.result)}</${operation}Response>`
  );
}

function faultXml(api: SoapApi, error: unknown): string {
  const [first] = errorAnswer(error).body;
  const code = escapeXml(first?.errorCode ?? 'UNKNOWN_EXCEPTION');
  const message = escapeXml(first?.message ?? '');
  const kind = code === 'INVALID_LOGIN' ? 'LoginFault' : 'UnexpectedErrorFault';
  const detail = `<sf:${kind}><sf:exceptionCode>${code}</sf:exceptionCode><sf:exceptionMessage>${message}</sf:exceptionMessage></sf:${kind}>`;
  return envelope(
    api,
    '',
    `<soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${code}: ${message}</faultstring><detail>${detail}</detail></soapenv:Fault>`
  );
}

/** Answers `/services/Soap/LETTER/NN.0` for each of the APIs. */
export function soapRouter(context: ServerContext, apis: readonly SoapApi[]): Router {
  const router = express.Router();
  router.post('/services/Soap/:letter/:version{/:organization}', async (request, response) => {
    const { letter, version } = request.params as { letter: string; version: string };
    const api = apis.find((one) => one.letter === letter);
    response.type('text/xml;charset=UTF-8');
    try {
      if (api === undefined) throw new RestError(500, 'NOT_EMULATED', `not emulated: the SOAP API "${letter}"`);
      const call = readCall(request, context, version);
      const operation = Object.hasOwn(api.operations, call.operation) ? api.operations[call.operation] : undefined;
      if (operation === undefined) {
        throw new RestError(500, 'NOT_EMULATED', `not emulated: the SOAP operation ${call.operation}`);
      }
      response.send(responseXml(api, call.operation, await operation(call, context)));
    } catch (error) {
      response.status(500).send(faultXml(api ?? UNKNOWN_API, error));
    }
  });
  return router;
}

const UNKNOWN_API: SoapApi = { letter: '', namespace: 'urn:fault.partner.soap.sforce.com', operations: {} };
