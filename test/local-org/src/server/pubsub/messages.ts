/** The messages of pubsub_api.proto as `@grpc/proto-loader` gives and takes them (names kept, defaults filled). */
export interface TopicRequest {
  topic_name: string;
}

export interface TopicInfo {
  topic_name: string;
  tenant_guid: string;
  can_publish: boolean;
  can_subscribe: boolean;
  schema_id: string;
  rpc_id: string;
}

export interface SchemaRequest {
  schema_id: string;
}

export interface SchemaInfo {
  schema_json: string;
  schema_id: string;
  rpc_id: string;
}

export interface ProducerEvent {
  id: string;
  schema_id: string;
  payload: Buffer;
}

export interface PublishRequest {
  topic_name: string;
  events: ProducerEvent[];
}

export interface PublishResult {
  replay_id: Buffer;
  error: { code: 'UNKNOWN' | 'PUBLISH' | 'COMMIT'; msg: string } | null;
  correlation_key: string;
}

export interface PublishResponse {
  results: PublishResult[];
  schema_id: string;
  rpc_id: string;
}

export interface FetchRequest {
  topic_name: string;
  replay_preset: 'LATEST' | 'EARLIEST' | 'CUSTOM';
  replay_id: Buffer;
  num_requested: number;
}

export interface FetchResponse {
  events: { event: ProducerEvent; replay_id: Buffer }[];
  latest_replay_id: Buffer;
  rpc_id: string;
  pending_num_requested: number;
}

/** A replay id on the wire: eight bytes, big endian. */
export function replayIdBytes(replayId: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(replayId));
  return bytes;
}

/** The number of a replay id; undefined when the bytes are none. */
export function replayIdNumber(bytes: Uint8Array): number | undefined {
  if (bytes.length !== 8) return undefined;
  const value = Buffer.from(bytes).readBigInt64BE();
  return value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(value);
}
