-- Someone let a suspected duplicate go on: it is not held again when its file is read again.
alter table document add column released boolean not null default false;
update document set released = true where document_key in (select document_key from document_step where step = 'released');
-- What is known of documents beyond their bytes, while their file is being read again.
create table reread_document (
  document_key text primary key,
  file_id bigint not null,
  lens text,
  released boolean not null
);
create index reread_document_of_file on reread_document (file_id);
