import { status } from '@grpc/grpc-js';
import { randomUUID } from 'node:crypto';
import {
  type Arrival,
  type Crm,
  CrmError,
  type CrmLimits,
  type DocumentEvent,
  type IngestState,
  type PublishOutcome
} from '../port.ts';
import { EventEncoder } from './encoding.ts';
import { callFailure, grpcCode, outcomeOf } from './failures.ts';
import { Ledger } from './ledger.ts';
import { LoginSession } from './login-session.ts';
import { type ProducerEvent, PubSubClient } from './pubsub-client.ts';
import { RestClient } from './rest.ts';
import type { SalesforceLogin, Session } from './session.ts';

export interface SalesforceOptions {
  login: SalesforceLogin;
  /** `host:port` of the Pub/Sub API. */
  endpoint: string;
  tls: boolean;
  /** '' or the package's namespace. */
  namespace: '' | 'tgrid';
  /** Of the REST API. */
  apiVersion: string;
}

/** A Salesforce org: document events go to it by the Pub/Sub API, everything else by REST. */
export class Salesforce implements Crm {
  readonly #client: PubSubClient;
  readonly #prefix: string;
  readonly #session: LoginSession;
  readonly #ledger: Ledger;
  #encoder: EventEncoder | undefined;

  constructor(options: SalesforceOptions) {
    this.#client = new PubSubClient(options.endpoint, options.tls);
    this.#prefix = options.namespace === '' ? '' : `${options.namespace}__`;
    this.#session = new LoginSession(options.login);
    this.#ledger = new Ledger(new RestClient(this.#session, options.apiVersion), this.#prefix);
  }

  async publish(events: readonly DocumentEvent[]): Promise<PublishOutcome[]> {
    const session = await this.#session.get();
    try {
      return await this.#attempt(session, events);
    } catch (error) {
      if (grpcCode(error) !== status.UNAUTHENTICATED) throw callFailure(error, 'Publishing to Salesforce');
    }
    // The token is spent, which happens to every session: log in again and try once more.
    await this.#session.drop(session);
    try {
      return await this.#attempt(await this.#session.get(), events);
    } catch (error) {
      throw callFailure(error, 'Publishing to Salesforce after a new login');
    }
  }

  limits(): Promise<CrmLimits> {
    return this.#ledger.limits();
  }

  arrivals(from: number, to: number): Promise<{ arrivals: Arrival[]; calls: number }> {
    return this.#ledger.arrivals(from, to);
  }

  ingestState(): Promise<IngestState> {
    return this.#ledger.ingestState();
  }

  close(): void {
    this.#client.close();
  }

  get #topic(): string {
    return `/event/${this.#prefix}Document_Event__e`;
  }

  async #attempt(session: Session, events: readonly DocumentEvent[]): Promise<PublishOutcome[]> {
    const encoder = await this.#currentEncoder(session);
    const encoded = events.map((event) => encodeOne(event, encoder, session));
    const sent = encoded.filter((one): one is ProducerEvent => !('accepted' in one));
    const results = sent.length === 0 ? [] : await this.#client.publish(session, this.#topic, sent);
    let index = 0;
    return encoded.map((one) => ('accepted' in one ? one : outcomeOf(results[index++])));
  }

  /** The topic is asked each time, which is cheap, because an update of the package changes the schema. */
  async #currentEncoder(session: Session): Promise<EventEncoder> {
    const topic = await this.#client.getTopic(session, this.#topic);
    if (!topic.canPublish) {
      const remedy = 'Assign the integration permission set to the user that the middleware logs in with.';
      throw new CrmError('permanent', 'PUBLISH_NOT_ALLOWED', `The user may not publish ${this.#topic}. ${remedy}`);
    }
    if (this.#encoder?.schemaId === topic.schemaId) return this.#encoder;
    const schema = await this.#client.getSchema(session, topic.schemaId);
    this.#encoder = new EventEncoder(schema.schemaId, schema.schemaJson, this.#prefix);
    return this.#encoder;
  }
}

function encodeOne(event: DocumentEvent, encoder: EventEncoder, session: Session): ProducerEvent | PublishOutcome {
  try {
    return { id: randomUUID(), schemaId: encoder.schemaId, payload: encoder.encode(event, session) };
  } catch (error) {
    if (!(error instanceof CrmError) || error.code !== 'VALUE_REFUSED') throw error;
    return { accepted: false, failure: 'permanent', code: error.code, message: error.message };
  }
}
