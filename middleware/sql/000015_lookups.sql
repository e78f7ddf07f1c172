-- What operators look documents up by, each number by an index of its own.
create index document_by_group on document (tenant, group_control_number) where group_control_number is not null;
create index document_by_set on document (tenant, set_control_number) where set_control_number is not null;
-- What retention asks for.
create index receipt_by_age on receipt (tenant, received_at);
create index receipt_by_file on receipt (file_id);
create index interchange_by_age on interchange (tenant, received_at);
create index grid_entry_by_age on grid_entry (tenant, first_seen_at);
create index received_file_by_age on received_file (tenant, received_at);
create index outbound_request_by_age on outbound_request (tenant, finished_at) where finished_at is not null;
-- How many documents stand where: with the partial indexes of the other states these leave none that must be read.
create index document_arrived on document (tenant) where delivery = 'arrived';
create index document_staged on document (tenant) where delivery = 'staged';
