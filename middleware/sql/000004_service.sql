-- History that is brought in later: after everything else, and without notifications. Its sequences are negative.
alter table received_file add column silent boolean not null default false;
alter table document add column silent boolean not null default false;
drop index received_file_waiting;
create index received_file_waiting on received_file (tenant, silent, id) where status = 'received';
drop index document_queued;
drop index document_queued_by_sequence;
create index document_queued on document (tenant, silent, sequence) where delivery = 'queued';

-- What was published and has not been found in the org yet.
create index document_outstanding on document (tenant, sequence) where delivery = 'published';
alter table document add column republished integer not null default 0;

-- Channels and partners that an operator has paused.
create table pause (
  tenant text not null,
  -- channel:NAME or partner:QUALIFIER:ID
  target text not null,
  since timestamptz not null,
  by text not null,
  primary key (tenant, target)
);
