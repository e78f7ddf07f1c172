import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import {
  loadPackageDefinition,
  Metadata,
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  status,
  type UntypedHandleCall
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import avro from 'avsc';
import { jwtVerify } from 'jose';

type Handler = (call: ServerUnaryCall<never, unknown>, done: sendUnaryData<unknown>) => void;

/** What the fake does with a publish request: results by position (null is a success), or a gRPC status for all. */
export type Answer =
  { status: status } | { results: ({ code: 'UNKNOWN' | 'PUBLISH' | 'COMMIT'; msg: string } | null)[] };

const text = ['null', 'string'];
const number = ['null', 'double'];
/** The Avro schema of Document_Event__e. @param prefix '' or the namespace with its underscores */
export const documentEventSchema = (prefix: string) => ({
  type: 'record',
  name: 'Document_Event__e',
  fields: [
    { name: 'CreatedDate', type: 'long' },
    { name: 'CreatedById', type: 'string' },
    ...['Kind', 'Partner', 'Record_Key', 'Payload', 'Correlation_Id'].map((name) => ({
      name: `${prefix}${name}__c`,
      type: text,
      default: null
    })),
    ...['Partition_Key', 'Document_Key'].map((name) => ({ name: `${prefix}${name}__c`, type: 'string' })),
    ...['Sequence', 'Part', 'Parts', 'Payload_Version'].map((name) => ({
      name: `${prefix}${name}__c`,
      type: number,
      default: null
    })),
    {
      name: `${prefix}Received_At__c`,
      type: ['null', { type: 'long', logicalType: 'timestamp-millis' }],
      default: null
    },
    { name: `${prefix}Silent__c`, type: ['null', 'boolean'], default: null }
  ]
});

/** The Pub/Sub API's service, as a server offers it. */
export function pubSubService(): ServiceDefinition {
  const proto = fileURLToPath(new URL('../crm/salesforce/pubsub.proto', import.meta.url));
  const loaded = loadPackageDefinition(loadSync(proto, { enums: String, defaults: true }));
  return (loaded['eventbus'] as unknown as { v1: { PubSub: { service: ServiceDefinition } } }).v1.PubSub.service;
}

/**
 * A Salesforce org as far as the publisher sees one: the JWT token endpoint, and the Pub/Sub API over gRPC. It keeps
 * what was published and can be told to answer otherwise.
 */
export class SalesforceFake {
  readonly events: Record<string, unknown>[] = [];
  /** Taken from the front, one for each publish request; none left means success. */
  readonly answers: Answer[] = [];
  readonly privateKey: string;
  logins = 0;
  /** Tokens below this number are refused. */
  validFrom = 1;
  schemaRequests = 0;
  url = '';
  endpoint = '';
  readonly #publicKey: ReturnType<typeof createPublicKey>;
  readonly #prefix: string;
  readonly #schema: string;
  #http: HttpServer | undefined;
  #grpc: Server | undefined;

  constructor(prefix = '') {
    const pair = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' }
    });
    this.privateKey = pair.privateKey;
    this.#publicKey = createPublicKey(pair.publicKey);
    this.#prefix = prefix;
    this.#schema = JSON.stringify(documentEventSchema(prefix));
  }

  async start(): Promise<void> {
    const http = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        void this.#token(new URLSearchParams(Buffer.concat(chunks).toString())).then(([code, body]) => {
          response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
        });
      });
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    this.#http = http;
    this.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    await this.startPubSub(0);
  }

  async startPubSub(port: number): Promise<void> {
    const handlers: Record<string, Handler> = {
      GetTopic: (call, done) =>
        this.#authorized(call, done, () => ({
          topicName: `/event/${this.#prefix}Document_Event__e`,
          canPublish: true,
          schemaId: 'schema-1'
        })),
      GetSchema: (call, done) =>
        this.#authorized(call, done, () => {
          this.schemaRequests += 1;
          return { schemaId: 'schema-1', schemaJson: this.#schema };
        }),
      Publish: (call, done) => this.#publish(call, done)
    };
    const server = new Server();
    server.addService(pubSubService(), handlers as unknown as Record<string, UntypedHandleCall>);
    const bound = await new Promise<number>((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, to) =>
        error ? reject(error) : resolve(to)
      );
    });
    this.#grpc = server;
    this.endpoint = `127.0.0.1:${bound}`;
  }

  stopPubSub(): void {
    this.#grpc?.forceShutdown();
  }

  async stop(): Promise<void> {
    this.stopPubSub();
    this.#http?.closeAllConnections();
    await new Promise((resolve) => this.#http?.close(resolve));
  }

  async #token(form: URLSearchParams): Promise<[number, unknown]> {
    try {
      const { payload } = await jwtVerify(form.get('assertion') ?? '', this.#publicKey, {
        audience: this.url,
        issuer: 'client'
      });
      if (payload.sub !== 'integration@example.com') throw new Error('user hasn’t approved this consumer');
    } catch {
      return [400, { error: 'invalid_grant', error_description: 'invalid assertion' }];
    }
    this.logins += 1;
    const id = `${this.url}/id/00D000000000001AAA/005000000000001AAA`;
    return [200, { access_token: String(this.logins), instance_url: this.url, id, token_type: 'Bearer' }];
  }

  #authorized(call: ServerUnaryCall<never, unknown>, done: sendUnaryData<unknown>, answer: () => unknown): void {
    const header = (name: string) => String(call.metadata.get(name)[0] ?? '');
    const valid =
      Number(header('accesstoken')) >= this.validFrom &&
      header('tenantid') === '00D000000000001AAA' &&
      header('instanceurl') === this.url;
    if (valid) done(null, answer());
    else done({ code: status.UNAUTHENTICATED, details: 'session expired', metadata: new Metadata() });
  }

  #publish(call: ServerUnaryCall<never, unknown>, done: sendUnaryData<unknown>): void {
    const answer = this.answers.shift();
    if (answer && 'status' in answer) {
      done({ code: answer.status, details: 'as the test wants it', metadata: new Metadata() });
      return;
    }
    const type = avro.Type.forSchema(JSON.parse(this.#schema) as avro.Schema, { wrapUnions: false });
    const { events } = call.request as { events: { id: string; payload: Buffer }[] };
    this.#authorized(call, done, () => {
      const results = events.map(({ id, payload }, index) => {
        const error = answer?.results[index] ?? null;
        if (!error) this.events.push(type.fromBuffer(payload) as Record<string, unknown>);
        return { replayId: Buffer.from([0]), error, correlationKey: id };
      });
      return { results };
    });
  }
}
