-- What alerts, retention and operators ask for, each of which read all documents.
create index document_failed on document (tenant) where delivery = 'failed';
create index document_held on document (tenant) where outcome = 'held';
create index document_of_partner on document (tenant, partner, sequence);
create index document_by_age on document (tenant, received_at);
