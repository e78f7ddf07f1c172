import type { DatabaseSync } from 'node:sqlite';
import type { FieldDescribe, ObjectDescribe, Schema } from '../schema/schema.ts';
import { columnType, quote } from './sql.ts';

/** Tables of the platform itself begin with an underscore, which no API name does. */
const PLATFORM_TABLES = `
CREATE TABLE IF NOT EXISTS _sequences(name TEXT PRIMARY KEY, next INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS _events(
  replay_id INTEGER PRIMARY KEY, object TEXT NOT NULL, uuid TEXT NOT NULL, fields TEXT NOT NULL, published_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS _events_object ON _events(object, replay_id);
CREATE INDEX IF NOT EXISTS _events_published ON _events(published_at);
CREATE TABLE IF NOT EXISTS _subscriptions(
  trigger_name TEXT NOT NULL, object TEXT NOT NULL, position INTEGER NOT NULL, retries INTEGER NOT NULL DEFAULT 0,
  status TEXT NOT NULL DEFAULT 'Running', last_error TEXT, PRIMARY KEY(trigger_name, object));
`;

/** Ids of stored records begin with the prefix that their object had, whatever was deployed since. */
export function keepKeyPrefixes(database: DatabaseSync, schema: Schema): void {
  database.exec('CREATE TABLE IF NOT EXISTS _key_prefixes(object TEXT PRIMARY KEY, prefix TEXT NOT NULL)');
  const rows = database.prepare('SELECT object, prefix FROM _key_prefixes').all();
  schema.keepKeyPrefixes(new Map(rows.map((row) => [String(row.object), String(row.prefix)])));
  const remember = database.prepare('INSERT OR REPLACE INTO _key_prefixes(object, prefix) VALUES(?, ?)');
  for (const object of schema.objects) remember.run(object.apiName, object.keyPrefix);
}

function indexed(field: FieldDescribe): boolean {
  return field.type === 'reference' || field.externalId || field.unique || field.nameField;
}

/** A field that came to an object which was stored already. */
export interface AddedField {
  object: ObjectDescribe;
  field: FieldDescribe;
}

/** Returns the fields that the table lacked; rows that are there have their checkboxes as new ones would. */
function createTable(
  database: DatabaseSync,
  object: ObjectDescribe,
  fields: readonly FieldDescribe[]
): FieldDescribe[] {
  const columns = fields.map(
    (field) => `${quote(field.apiName)} ${columnType(field)}${field.apiName === 'Id' ? ' PRIMARY KEY' : ''}`
  );
  database.exec(`CREATE TABLE IF NOT EXISTS ${quote(object.apiName)}(${columns.join(',')}) WITHOUT ROWID`);
  const present = new Set(
    database
      .prepare(`PRAGMA table_info(${quote(object.apiName)})`)
      .all()
      .map((column) => String(column.name).toLowerCase())
  );
  const added = fields.filter((field) => !present.has(field.apiName.toLowerCase()));
  for (const field of added) {
    const initial = field.type === 'boolean' ? ` DEFAULT ${field.defaultValue === true ? 1 : 0}` : '';
    database.exec(
      `ALTER TABLE ${quote(object.apiName)} ADD COLUMN ${quote(field.apiName)} ${columnType(field)}${initial}`
    );
  }
  for (const field of fields) {
    if (indexed(field)) {
      const name = quote(`${object.apiName}.${field.apiName}`);
      database.exec(`CREATE INDEX IF NOT EXISTS ${name} ON ${quote(object.apiName)}(${quote(field.apiName)})`);
    }
  }
  return added;
}

/**
 * Makes what is missing and leaves what is there, so that a stored org survives a grown schema. Returns the fields that
 * came to stored objects.
 */
export function createTables(
  database: DatabaseSync,
  schema: Schema,
  stored: (object: ObjectDescribe) => readonly FieldDescribe[]
): AddedField[] {
  database.exec('BEGIN');
  database.exec(PLATFORM_TABLES);
  const added = schema.objects
    .filter((object) => object.kind !== 'event')
    .flatMap((object) => createTable(database, object, stored(object)).map((field) => ({ object, field })));
  database.exec('COMMIT');
  return added;
}
