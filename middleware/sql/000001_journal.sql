-- The journal: what was received, what was made of it, and where each document stands.

create table received_file (
  -- Order of receipt: the one poller of a mailbox inserts in listing order.
  id bigint generated always as identity primary key,
  tenant text not null,
  mailbox text not null,
  name text not null,
  size bigint not null,
  sha256 text not null,
  received_at timestamptz not null,
  receipts integer not null default 1,
  -- received, translated, failed
  status text not null,
  attempts integer not null default 0,
  reason text,
  unique (tenant, sha256)
);
create index received_file_waiting on received_file (tenant, id) where status = 'received';

create table received_chunk (
  file_id bigint not null references received_file (id),
  position integer not null,
  bytes bytea not null,
  primary key (file_id, position)
);

-- Every time a file was seen; what tells a mailbox that is only read which files it has read.
create table receipt (
  id bigint generated always as identity primary key,
  tenant text not null,
  mailbox text not null,
  name text not null,
  size bigint not null,
  modified_at bigint not null,
  file_id bigint not null references received_file (id),
  received_at timestamptz not null
);
create index receipt_of_file on receipt (tenant, mailbox, name, size, modified_at);

create table document (
  document_key text primary key,
  tenant text not null,
  file_id bigint not null references received_file (id),
  sequence bigint not null unique,
  interchange_index integer not null,
  group_index integer not null,
  type text,
  standard text,
  sender text,
  receiver text,
  interchange_control_number text,
  group_control_number text,
  set_control_number text,
  order_number text,
  partner text not null,
  partition_key text not null,
  record_key text,
  lane integer not null,
  -- translated, recorded (no mapping for its type), held, rejected
  outcome text not null,
  -- duplicate, too-large: why it is held
  hold text,
  reason text,
  -- staged (its interchange is not at its end), queued, published, failed
  delivery text not null,
  attempts integer not null default 0,
  payload text not null,
  received_at timestamptz not null,
  published_at timestamptz
);
create index document_queued on document (tenant, lane, sequence) where delivery = 'queued';
create index document_of_file on document (file_id, interchange_index);

create table document_step (
  id bigint generated always as identity primary key,
  document_key text not null,
  step text not null,
  at timestamptz not null,
  reason text
);
create index document_step_of on document_step (document_key, id);

-- Interchanges that were accepted, to recognise one that comes again with other bytes.
create table interchange (
  tenant text not null,
  sender text not null,
  receiver text not null,
  control_number text not null,
  file_id bigint not null references received_file (id),
  interchange_index integer not null,
  received_at timestamptz not null,
  primary key (file_id, interchange_index)
);
create index interchange_by_number on interchange (tenant, sender, receiver, control_number);

create table lease (
  name text primary key,
  holder text not null,
  until timestamptz not null
);

create table parked_key (
  tenant text not null,
  partition_key text not null,
  until timestamptz not null,
  reason text not null,
  primary key (tenant, partition_key)
);
