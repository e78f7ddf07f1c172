import { status } from '@grpc/grpc-js';
import { randomUUID } from 'node:crypto';
import {
  type Arrival,
  type Bell,
  type BellListener,
  type Crm,
  CrmError,
  type CrmLimits,
  type DocumentEvent,
  type IngestState,
  type Listening,
  type OutboundMessage,
  type OutboundReport,
  type PublishOutcome
} from '../port.ts';
import { EventEncoder } from './encoding.ts';
import { callFailure, grpcCode, outcomeOf } from './failures.ts';
import { Ledger } from './ledger.ts';
import { LoginSession } from './login-session.ts';
import { OrgOutbox } from './outbox.ts';
import { type ProducerEvent, PubSubClient } from './pubsub-client.ts';
import { RestClient } from './rest.ts';
import type { SalesforceLogin, Session } from './session.ts';
import { Subscription, type SubscriptionOptions } from './subscription.ts';

export interface SalesforceOptions {
  login: SalesforceLogin;
  /** `host:port` of the Pub/Sub API. */
  endpoint: string;
  tls: boolean;
  /** '' or the package's namespace. */
  namespace: '' | 'tgrid';
  /** Of the REST API. */
  apiVersion: string;
  /** A stream that brings nothing for so long is replaced. */
  streamSilenceMilliseconds?: number;
}

/** A Salesforce org: document events go to it by the Pub/Sub API, everything else by REST. */
export class Salesforce implements Crm {
  readonly #client: PubSubClient;
  readonly #prefix: string;
  readonly #session: LoginSession;
  readonly #ledger: Ledger;
  readonly #outbox: OrgOutbox;
  readonly #streams: Pick<SubscriptionOptions, 'silenceMilliseconds'>;
  #encoder: EventEncoder | undefined;

  constructor(options: SalesforceOptions) {
    this.#client = new PubSubClient(options.endpoint, options.tls);
    this.#prefix = options.namespace === '' ? '' : `${options.namespace}__`;
    this.#session = new LoginSession(options.login);
    const rest = new RestClient(this.#session, options.apiVersion);
    this.#ledger = new Ledger(rest, this.#prefix);
    this.#outbox = new OrgOutbox(rest, this.#prefix);
    this.#streams =
      options.streamSilenceMilliseconds === undefined ? {} : { silenceMilliseconds: options.streamSilenceMilliseconds };
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

  /** Tries everything that publishing needs, and publishes nothing. @throws CrmError that says what is missing */
  async checkPublishing(): Promise<void> {
    try {
      await this.#currentEncoder(await this.#session.get());
    } catch (error) {
      throw callFailure(error, 'Asking Salesforce for the event');
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

  listen(listener: BellListener): Listening {
    const field = (event: Record<string, unknown>, name: string) => {
      const value = event[`${this.#prefix}${name}`];
      if (typeof value === 'string' && value !== '') return value;
      throw new Error(`The event has no ${this.#prefix}${name}.`);
    };
    return new Subscription(this.#client, this.#session, listener, {
      topicName: `/event/${this.#prefix}Outbound_Event__e`,
      bellOf: (event) => ({ messageKey: field(event, 'Message_Key__c'), kind: field(event, 'Kind__c') }),
      ...this.#streams
    });
  }

  messages(keys: readonly string[]): Promise<OutboundMessage[]> {
    return this.#outbox.messages(keys);
  }

  pendingMessages(limit: number): Promise<Bell[]> {
    return this.#outbox.pending(limit);
  }

  report(messageKey: string, report: OutboundReport): Promise<void> {
    return this.#outbox.report(messageKey, report);
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
