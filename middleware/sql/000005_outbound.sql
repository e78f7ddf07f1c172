-- Where we are in the streams of the CRM's events; stored in the transaction that stores what they brought.
create table stream_position (
  tenant text not null,
  stream text not null,
  position bytea not null,
  at timestamptz not null,
  primary key (tenant, stream)
);

-- Events that could not be read, as they came.
create table undecodable_event (
  id bigint generated always as identity primary key,
  tenant text not null,
  stream text not null,
  position bytea not null,
  schema_id text not null,
  bytes bytea not null,
  reason text not null,
  at timestamptz not null,
  unique (tenant, stream, position)
);

-- What the CRM asks of the Trading Grid.
create table outbound_request (
  -- Order in which they rang.
  id bigint generated always as identity,
  tenant text not null,
  message_key text not null,
  kind text not null,
  -- waiting, sending (begun, its outcome not known), done, failed
  status text not null,
  attempts integer not null default 0,
  next_at timestamptz not null,
  -- Where a request of several steps is, as its action wrote it down.
  progress text,
  external_reference text,
  reason text,
  -- Whether the CRM has been told of this state.
  reported boolean not null default false,
  received_at timestamptz not null,
  sent_at timestamptz,
  finished_at timestamptz,
  primary key (tenant, message_key)
);
create index outbound_request_waiting on outbound_request (tenant, next_at) where status in ('waiting', 'sending');
create index outbound_request_unreported on outbound_request (tenant) where not reported;
