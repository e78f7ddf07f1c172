import { DatabaseSync, type StatementSync } from 'node:sqlite';

/**
 * What the simulator remembers, as JSON rows of one SQLite file, so that a simulator that is killed and started again
 * goes on where it was. Reads come from memory; each change is written at once.
 */
export class Store {
  readonly #database: DatabaseSync;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;

  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    // A killed process loses nothing by this; a machine that loses its power may.
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA busy_timeout = 5000');
    this.#database.exec(
      'CREATE TABLE IF NOT EXISTS record (kind TEXT, id TEXT, json TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID'
    );
    this.#put = this.#database.prepare('INSERT OR REPLACE INTO record (kind, id, json) VALUES (?, ?, ?)');
    this.#remove = this.#database.prepare('DELETE FROM record WHERE kind = ? AND id = ?');
  }

  /** The records of one kind; a second call for the same kind would have a view of its own, so there is none. */
  collection<T extends object>(kind: string): Collection<T> {
    const rows = this.#database.prepare('SELECT id, json FROM record WHERE kind = ?').all(kind);
    const records = rows.map(({ id, json }): [string, T] => [String(id), JSON.parse(String(json)) as T]);
    return new Collection(records, {
      put: (id, record) => void this.#put.run(kind, id, JSON.stringify(record)),
      remove: (id) => void this.#remove.run(kind, id)
    });
  }

  close(): void {
    this.#database.close();
  }
}

interface Writer<T> {
  put(id: string, record: T): void;
  remove(id: string): void;
}

/** Records by their identifier. A record that was changed in place must be `put` again. */
export class Collection<T extends object> {
  readonly #records: Map<string, T>;
  readonly #writer: Writer<T>;

  constructor(records: [string, T][], writer: Writer<T>) {
    this.#records = new Map(records);
    this.#writer = writer;
  }

  get(id: string): T | undefined {
    return this.#records.get(id);
  }

  put(id: string, record: T): T {
    this.#writer.put(id, record);
    this.#records.set(id, record);
    return record;
  }

  remove(id: string): boolean {
    this.#writer.remove(id);
    return this.#records.delete(id);
  }

  /** In no order that means anything: rows come back sorted by identifier after a restart. */
  values(): T[] {
    return [...this.#records.values()];
  }

  find(matches: (record: T) => boolean): T | undefined {
    for (const record of this.#records.values()) if (matches(record)) return record;
    return undefined;
  }

  get size(): number {
    return this.#records.size;
  }
}
