import { randomUUID } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { BusEvent } from '../../platform/org.ts';
import type { ObjectDescribe } from '../../schema/schema.ts';
import type { ServerContext } from '../context.ts';
import { MAX_LIMITS } from '../rest/limits.ts';
import type { EventSchema, EventSchemas } from './avro.ts';
import { PubSubError, invalid } from './grpc-error.ts';
import { replayIdBytes, replayIdNumber } from './messages.ts';
import type { FetchRequest, FetchResponse } from './messages.ts';
import type { LiveStream } from './streams.ts';

/** Outstanding events that count, however many a client asks for. */
const MAX_OUTSTANDING = 100;
/** Well under the 4 MB that gRPC clients take in one message. */
const MAX_RESPONSE_BYTES = 3_000_000;

/** Milliseconds that the stream waits. */
export interface StreamTimes {
  /** Between keepalives, while the client waits for events and there are none; Salesforce: 270 seconds at most. */
  keepalive: number;
  /** For the next request, once all requested events are sent; Salesforce: 60 seconds. */
  idle: number;
  /** For the next request of a publish stream; Salesforce: 30 minutes. */
  publishIdle: number;
}

const corrupted = (): PubSubError =>
  invalid(
    'subscription.fetch.replayid.corrupted',
    'The Replay ID is invalid or older than the retention of 72 hours; subscribe from EARLIEST and reconcile.'
  );

function startAfter(context: ServerContext, schema: EventSchema, request: FetchRequest): number {
  if (request.replay_preset === 'EARLIEST') return 0;
  if (request.replay_preset === 'LATEST') return context.org.bus.tip(schema.object);
  if (request.replay_id.length === 0) {
    throw invalid('subscription.fetch.replayid.validation.failed', 'The replay preset CUSTOM needs a Replay ID.');
  }
  const fault = context.faults.take(
    'replayIdExpired',
    (one) => one.topic === undefined || one.topic === request.topic_name
  );
  const replayId = replayIdNumber(request.replay_id);
  if (fault !== undefined || replayId === undefined || !context.org.bus.retains(replayId)) throw corrupted();
  return replayId;
}

/** One Subscribe stream: sends what is stored, as long as the client has asked for it, and keepalives in between. */
export class Subscription implements LiveStream {
  readonly topic: string;
  private readonly context: ServerContext;
  private readonly schemas: EventSchemas;
  private readonly call: ServerDuplexStream<FetchRequest, FetchResponse>;
  private readonly times: StreamTimes;
  private readonly stopHost: () => void;
  private object: ObjectDescribe;
  private stopListening: () => void;
  private keepalive: NodeJS.Timeout | undefined;
  private idle: NodeJS.Timeout | undefined;
  private position: number;
  private pending = 0;
  private blocked = false;
  private frozen = false;

  /** Starts where the first request says. Throws PubSubError when it cannot. */
  constructor(
    context: ServerContext,
    schemas: EventSchemas,
    schema: EventSchema,
    call: ServerDuplexStream<FetchRequest, FetchResponse>,
    first: FetchRequest,
    times: StreamTimes
  ) {
    this.context = context;
    this.schemas = schemas;
    this.object = schema.object;
    this.call = call;
    this.times = times;
    this.topic = first.topic_name;
    this.position = startAfter(context, schema, first);
    this.frozen = context.faults
      .list()
      .some(({ request }) => request.kind === 'zombieStreams' && (request.topic ?? this.topic) === this.topic);
    this.stopListening = this.listen();
    this.stopHost = context.host.onReplaced(() => this.followDeployment());
    context.streams.add(this);
    call.on('drain', () => {
      this.blocked = false;
      this.guardedPump();
    });
  }

  private listen(): () => void {
    return this.context.org.bus.onStored(this.object, () => this.guardedPump());
  }

  /** The object that events are published with is another one from now on; its events are in the same place. */
  private followDeployment(): void {
    this.stopListening();
    const object = this.context.org.schema.exact(this.object.apiName);
    if (object === undefined) {
      this.fail(
        new PubSubError(status.NOT_FOUND, 'topic.not.found', `The topic ${this.topic} does not exist any more.`)
      );
      return;
    }
    this.object = object;
    this.schemas.of(object);
    this.stopListening = this.listen();
    this.guardedPump();
  }

  request(count: number): void {
    if (count < 1) {
      throw invalid('subscription.fetch.requested.events.invalid', 'num_requested must be greater than zero.');
    }
    clearTimeout(this.idle);
    this.pending = Math.min(MAX_OUTSTANDING, this.pending + count);
    this.pump();
    this.scheduleKeepalive();
  }

  kill(errorCode: string | undefined): void {
    this.fail(
      new PubSubError(status.UNAVAILABLE, errorCode ?? 'service.unavailable', 'The Pub/Sub API service is unavailable.')
    );
  }

  freeze(): void {
    this.frozen = true;
    clearTimeout(this.keepalive);
    clearTimeout(this.idle);
  }

  close(): void {
    clearTimeout(this.keepalive);
    clearTimeout(this.idle);
    this.stopListening();
    this.stopHost();
    this.context.streams.remove(this);
  }

  private fail(error: PubSubError): void {
    this.close();
    this.call.emit('error', error);
  }

  /** For what happens without the client's doing: a failure ends the stream, not the server. */
  private guardedPump(): void {
    try {
      this.pump();
    } catch (error) {
      if (!(error instanceof PubSubError)) throw error;
      this.fail(error);
    }
  }

  private pump(): void {
    while (this.pending > 0 && !this.blocked && !this.frozen) {
      const events = this.context.org.bus.read(this.object, this.position, this.pending);
      if (events.length === 0) return;
      this.checkAllocation();
      this.send(events);
    }
  }

  private checkAllocation(): void {
    const { delivered } = this.context.usage.read();
    if (delivered < MAX_LIMITS.DailyDeliveredPlatformEvents && !this.context.faults.isUsedUp('delivery')) return;
    throw new PubSubError(
      status.RESOURCE_EXHAUSTED,
      'subscription.limit.exceeded',
      'You have exceeded the event delivery limit for your org.'
    );
  }

  private send(events: readonly BusEvent[]): void {
    const response: FetchResponse = {
      events: [],
      latest_replay_id: replayIdBytes(this.position),
      rpc_id: randomUUID(),
      pending_num_requested: 0
    };
    let bytes = 0;
    for (const event of events) {
      const { schemaId, payload } = this.schemas.encode(event);
      if (bytes > 0 && bytes + payload.length > MAX_RESPONSE_BYTES) break;
      bytes += payload.length;
      const replayId = replayIdBytes(event.replayId);
      response.events.push({ event: { id: event.eventUuid, schema_id: schemaId, payload }, replay_id: replayId });
      response.latest_replay_id = replayId;
      this.position = event.replayId;
    }
    this.pending -= response.events.length;
    response.pending_num_requested = this.pending;
    this.context.usage.countDelivered(response.events.length);
    this.blocked = !this.call.write(response);
    if (this.pending === 0) this.awaitRequest();
    this.scheduleKeepalive();
  }

  /** A client that has all it asked for must ask again, or its stream ends. */
  private awaitRequest(): void {
    clearTimeout(this.idle);
    this.idle = setTimeout(() => {
      this.close();
      this.call.end();
    }, this.times.idle);
    this.idle.unref();
  }

  private scheduleKeepalive(): void {
    clearTimeout(this.keepalive);
    if (this.pending === 0 || this.frozen) return;
    this.keepalive = setTimeout(() => this.sendKeepalive(), this.times.keepalive);
    this.keepalive.unref();
  }

  private sendKeepalive(): void {
    this.call.write({
      events: [],
      latest_replay_id: replayIdBytes(this.context.org.bus.newest()),
      rpc_id: randomUUID(),
      pending_num_requested: this.pending
    });
    this.scheduleKeepalive();
  }
}
