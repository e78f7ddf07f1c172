-- One request carries documents of several lanes: they are read by sequence over the lanes.
create index document_queued_by_sequence on document (tenant, sequence) where delivery = 'queued';
