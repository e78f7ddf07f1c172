-- Ingest failures of the org that were told already: they say nothing of what was published after them.
alter table document add column failures_seen text;
alter table reread_document add column failures_seen text;
