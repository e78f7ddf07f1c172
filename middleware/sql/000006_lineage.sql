-- A file that someone edited and sent again: which document it corrects, who did it and why.
alter table received_file add column corrects text;
alter table received_file add column corrected_by text;
alter table received_file add column correction_reason text;
create index received_file_correction on received_file (corrects) where corrects is not null;

-- What operators look documents up by.
create index document_by_order on document (tenant, order_number) where order_number is not null;
create index document_by_interchange on document (tenant, interchange_control_number);
create index document_newest on document (tenant, sequence);
