import { randomUUID } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { BusEvent } from '../../platform/org.ts';
import type { ServerContext } from '../context.ts';
import { encodeEvent } from './avro.ts';
import type { EventSchema } from './avro.ts';
import { PubSubError } from './grpc-error.ts';
import { replayIdBytes, replayIdNumber } from './messages.ts';
import type { FetchRequest, FetchResponse } from './messages.ts';

/** Outstanding events that one subscription may have asked for. */
const MAX_OUTSTANDING = 100;
/** Well under the 4 MB that gRPC clients take in one message. */
const MAX_RESPONSE_BYTES = 3_000_000;

function startAfter(context: ServerContext, schema: EventSchema, request: FetchRequest): number {
  if (request.replay_preset === 'EARLIEST') return 0;
  if (request.replay_preset === 'LATEST') return context.org.bus.tip(schema.object);
  if (request.replay_id.length === 0) {
    throw new PubSubError(
      status.INVALID_ARGUMENT,
      'subscription.fetch.replayid.validation.failed',
      'replay preset CUSTOM needs a replay id'
    );
  }
  const replayId = replayIdNumber(request.replay_id);
  if (replayId === undefined || !context.org.bus.retains(replayId)) {
    throw new PubSubError(
      status.INVALID_ARGUMENT,
      'subscription.fetch.replayid.corrupted',
      'the replay id is invalid or older than the retention of 72 hours; subscribe from EARLIEST and reconcile'
    );
  }
  return replayId;
}

/** One Subscribe stream: sends what is stored, as long as the client has asked for it, and keepalives in between. */
export class Subscription {
  private readonly context: ServerContext;
  private readonly schema: EventSchema;
  private readonly call: ServerDuplexStream<FetchRequest, FetchResponse>;
  private readonly stopListening: () => void;
  private readonly keepalive: NodeJS.Timeout;
  private position: number;
  private pending = 0;
  private blocked = false;

  /** Starts where the first request says. Throws PubSubError when it cannot. */
  constructor(
    context: ServerContext,
    schema: EventSchema,
    call: ServerDuplexStream<FetchRequest, FetchResponse>,
    first: FetchRequest,
    keepaliveMs: number
  ) {
    this.context = context;
    this.schema = schema;
    this.call = call;
    this.position = startAfter(context, schema, first);
    this.stopListening = context.org.bus.onStored(schema.object, () => this.pump());
    this.keepalive = setInterval(() => this.sendKeepalive(), keepaliveMs);
    this.keepalive.unref();
    call.on('drain', () => {
      this.blocked = false;
      this.pump();
    });
  }

  request(count: number): void {
    if (count < 1) {
      throw new PubSubError(
        status.INVALID_ARGUMENT,
        'subscription.fetch.requested.events.invalid',
        'num_requested must be positive'
      );
    }
    this.pending = Math.min(MAX_OUTSTANDING, this.pending + count);
    this.pump();
  }

  close(): void {
    clearInterval(this.keepalive);
    this.stopListening();
  }

  private pump(): void {
    while (this.pending > 0 && !this.blocked) {
      const events = this.context.org.bus.read(this.schema.object, this.position, this.pending);
      if (events.length === 0) return;
      this.send(events);
    }
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
      const payload = encodeEvent(this.schema, event);
      if (bytes > 0 && bytes + payload.length > MAX_RESPONSE_BYTES) break;
      bytes += payload.length;
      const replayId = replayIdBytes(event.replayId);
      response.events.push({ event: { id: event.eventUuid, schema_id: this.schema.id, payload }, replay_id: replayId });
      response.latest_replay_id = replayId;
      this.position = event.replayId;
    }
    this.pending -= response.events.length;
    response.pending_num_requested = this.pending;
    this.context.usage.countDelivered(response.events.length);
    this.blocked = !this.call.write(response);
  }

  private sendKeepalive(): void {
    if (this.pending === 0) return;
    this.call.write({
      events: [],
      latest_replay_id: replayIdBytes(this.context.org.bus.newest()),
      rpc_id: randomUUID(),
      pending_num_requested: this.pending
    });
  }
}
