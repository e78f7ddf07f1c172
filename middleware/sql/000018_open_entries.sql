-- Transactions that are still under way are asked for again, by their ids: null for those that are not.
alter table grid_entry add column ask_at timestamptz;
-- Whether those from before are under way is not known here: they are asked for once.
update grid_entry set ask_at = now() where level <> 'File' and first_seen_at > now() - interval '30 days';
create index grid_entry_open on grid_entry (tenant, ask_at) where ask_at is not null;
