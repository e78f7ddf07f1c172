-- Contents are sealed: a byte of flags, 0 for contents as they are, then the contents (src/db/seal.ts).
update received_chunk set bytes = '\x00'::bytea || bytes;
alter table document add column body bytea;
update document set body = '\x00'::bytea || convert_to(payload, 'UTF8');
alter table document alter column body set not null;
alter table document drop column payload;
