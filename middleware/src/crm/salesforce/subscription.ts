import { status } from '@grpc/grpc-js';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bell, BellListener, Listening, UndecodableEvent } from '../port.ts';
import { callFailure, grpcCode, sfErrorCode } from './failures.ts';
import type { LoginSession } from './login-session.ts';
import type { ConsumerEvent, FetchRequest, FetchResponse, FetchStream, PubSubClient } from './pubsub-client.ts';
import { SchemaCache } from './schema-cache.ts';
import type { Session } from './session.ts';
import { messageOf } from '../../telemetry/log.ts';

export interface SubscriptionOptions {
  topicName: string;
  /** Puts a decoded event into our words. @throws Error when it lacks what we need */
  bellOf: (event: Record<string, unknown>) => Bell;
  /** A stream that brings nothing for so long is dead: the server sends a sign of life every 270 seconds. */
  silenceMilliseconds?: number;
}

/** Events that may be on their way to us. */
const WINDOW = 100;
const SILENCE_MILLISECONDS = 300_000;
const FIRST_PAUSE_MILLISECONDS = 500;
const LONGEST_PAUSE_MILLISECONDS = 60_000;

/** Ends a stream that brought nothing, not even a sign of life. */
class SilentStreamError extends Error {}

/**
 * One stream of a topic. A stream that ends, fails or falls silent is replaced by another one that begins where the
 * stored position is. There is never more than one: what an older stream still brings is dropped.
 * @see https://developer.salesforce.com/docs/platform/pub-sub-api/guide/retry-rpc-calls.html
 */
export class Subscription implements Listening {
  readonly #client: PubSubClient;
  readonly #session: LoginSession;
  readonly #listener: BellListener;
  readonly #options: Required<SubscriptionOptions>;
  readonly #schemas: SchemaCache;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #stream: FetchStream | undefined;
  #failures = 0;
  trouble: string | null = null;

  constructor(client: PubSubClient, session: LoginSession, listener: BellListener, options: SubscriptionOptions) {
    this.#client = client;
    this.#session = session;
    this.#listener = listener;
    this.#options = { silenceMilliseconds: SILENCE_MILLISECONDS, ...options };
    this.#schemas = new SchemaCache(client);
    this.#running = this.#loop();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#stream?.cancel();
    await this.#running;
  }

  #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  async #loop(): Promise<void> {
    let preset: 'EARLIEST' | undefined;
    while (!this.#isStopped()) {
      try {
        await this.#once(preset);
        preset = undefined;
      } catch (error) {
        if (this.#isStopped()) return;
        preset = await this.#handle(error);
      }
    }
  }

  /** @returns where the next stream must begin, if not at the stored position */
  async #handle(error: unknown): Promise<'EARLIEST' | undefined> {
    this.#failures += 1;
    this.trouble = troubleOf(error, this.#options.topicName);
    if (/replayid/.test(sfErrorCode(error) ?? '')) {
      // The position is older than the org keeps events: what came between is in the outbox.
      await this.#listener.onGap('The stored position in the event stream has expired.').catch(() => undefined);
      return 'EARLIEST';
    }
    const pause = Math.min(FIRST_PAUSE_MILLISECONDS * 2 ** (this.#failures - 1), LONGEST_PAUSE_MILLISECONDS);
    const jitter = pause * (0.5 + Math.random() / 2);
    await delay(jitter, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    return undefined;
  }

  /** Listens until the stream ends. @throws the error that it ended with */
  async #once(preset: 'EARLIEST' | undefined): Promise<void> {
    const session = await this.#session.get();
    const position = preset ? null : await this.#listener.position();
    const stream = this.#client.subscribe(session);
    this.#stream = stream;
    // Stopped meanwhile, when there was no stream yet to be ended.
    if (this.#isStopped()) stream.cancel();
    stream.write(this.#firstRequest(position, preset));
    try {
      await this.#read(stream, session);
    } catch (error) {
      if (grpcCode(error) === status.UNAUTHENTICATED) await this.#session.drop(session);
      throw error;
    } finally {
      stream.cancel();
    }
  }

  /** Before the first event there is no position: what was published before we listened is in the outbox. */
  #firstRequest(position: Buffer | null, preset: 'EARLIEST' | undefined): FetchRequest {
    const request = { topicName: this.#options.topicName, numRequested: WINDOW };
    if (position) return { ...request, replayPreset: 'CUSTOM', replayId: position };
    return { ...request, replayPreset: preset ?? 'LATEST' };
  }

  async #read(stream: FetchStream, session: Session): Promise<void> {
    const watchdog = setTimeout(
      () => stream.destroy(new SilentStreamError('The stream was silent for too long.')),
      this.#options.silenceMilliseconds
    );
    try {
      for await (const response of stream as AsyncIterable<FetchResponse>) {
        watchdog.refresh();
        await this.#take(response, session);
        this.#failures = 0;
        this.trouble = null;
        const asked = WINDOW - response.pendingNumRequested;
        // With nothing pending the server waits 60 seconds for the next request, then it ends the stream.
        if (asked >= WINDOW / 2)
          stream.write({ topicName: this.#options.topicName, replayPreset: 'LATEST', numRequested: asked });
      }
      throw new Error('The server ended the stream.');
    } finally {
      clearTimeout(watchdog);
    }
  }

  async #take({ events, latestReplayId }: FetchResponse, session: Session): Promise<void> {
    const bells: Bell[] = [];
    const undecodable: UndecodableEvent[] = [];
    for (const one of events) {
      const decoded = await this.#decode(one, session);
      if ('messageKey' in decoded) bells.push(decoded);
      else undecodable.push(decoded);
    }
    const position = events.at(-1)?.replayId ?? latestReplayId;
    if (position.length > 0) await this.#listener.onBatch({ bells, undecodable, position });
  }

  async #decode({ event, replayId }: ConsumerEvent, session: Session): Promise<Bell | UndecodableEvent> {
    const type = await this.#schemas.get(session, event.schemaId);
    try {
      return this.#options.bellOf(type.fromBuffer(event.payload) as Record<string, unknown>);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { position: replayId, schemaId: event.schemaId, bytes: event.payload, reason };
    }
  }
}

const troubleOf = (error: unknown, topicName: string) =>
  grpcCode(error) === undefined ? messageOf(error) : callFailure(error, `Listening to ${topicName}`).message;
