-- Where the trace of a file began (W3C traceparent), so that later steps, in whichever process, belong to it.
alter table received_file add column trace text;
