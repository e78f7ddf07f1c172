import { status } from '@grpc/grpc-js';
import { randomUUID } from 'node:crypto';
import { type Crm, CrmError, type DocumentEvent, type PublishOutcome } from '../port.ts';
import { EventEncoder } from './encoding.ts';
import { callFailure, grpcCode, outcomeOf } from './failures.ts';
import { type ProducerEvent, PubSubClient } from './pubsub-client.ts';
import { logIn, type SalesforceLogin, type Session } from './session.ts';

export interface SalesforceOptions {
  login: SalesforceLogin;
  /** `host:port` of the Pub/Sub API. */
  endpoint: string;
  tls: boolean;
  /** '' or the package's namespace. */
  namespace: '' | 'tgrid';
}

/** Publishes document events to a Salesforce org by the Pub/Sub API. */
export class Salesforce implements Crm {
  readonly #options: SalesforceOptions;
  readonly #client: PubSubClient;
  readonly #prefix: string;
  #session: Session | undefined;
  #encoder: EventEncoder | undefined;

  constructor(options: SalesforceOptions) {
    this.#options = options;
    this.#client = new PubSubClient(options.endpoint, options.tls);
    this.#prefix = options.namespace === '' ? '' : `${options.namespace}__`;
  }

  async publish(events: readonly DocumentEvent[]): Promise<PublishOutcome[]> {
    try {
      return await this.#attempt(events);
    } catch (error) {
      if (grpcCode(error) !== status.UNAUTHENTICATED) throw callFailure(error, 'Publishing to Salesforce');
    }
    // The token is spent, which happens to every session: log in again and try once more.
    this.#session = undefined;
    try {
      return await this.#attempt(events);
    } catch (error) {
      throw callFailure(error, 'Publishing to Salesforce after a new login');
    }
  }

  close(): void {
    this.#client.close();
  }

  get #topic(): string {
    return `/event/${this.#prefix}Document_Event__e`;
  }

  async #attempt(events: readonly DocumentEvent[]): Promise<PublishOutcome[]> {
    const session = (this.#session ??= await logIn(this.#options.login));
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
