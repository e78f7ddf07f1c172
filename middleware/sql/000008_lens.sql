-- What Lens tells of files and documents of the network.
create table grid_entry (
  tenant text not null,
  transaction_id text not null,
  correlation_id text,
  -- File or Document
  level text not null,
  -- The entry as Lens tells it, as JSON.
  entry text not null,
  -- Its statuses in one: the same transaction comes back with later ones.
  statuses text not null,
  -- What of them the CRM was told.
  told text,
  -- When it is to be told; null where there is nothing new.
  due_at timestamptz,
  first_seen_at timestamptz not null,
  document_key text,
  -- matched, ambiguous, missing; null while nobody looked
  match text,
  primary key (tenant, transaction_id)
);
create index grid_entry_of_process on grid_entry (tenant, correlation_id);
create index grid_entry_due on grid_entry (tenant, due_at) where due_at is not null;

-- What Lens tells of a document, as the CRM is told it (JSON).
alter table document add column lens text;
create index received_file_by_name on received_file (tenant, name);
