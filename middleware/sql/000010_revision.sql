-- What a document says: a publisher that was slow must not mark as published what it has not sent.
alter table document add column revision bigint not null default 0;
