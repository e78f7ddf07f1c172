import { sql } from 'kysely';
import type { Journal } from '../db/schema.ts';
import { fingerprint, type RemoteFile, type Source } from './file-store.ts';

/**
 * Places in the order of receipt that files of a channel have before they are here: one that cannot be fetched yet must
 * not become newer than those behind it, which are taken meanwhile. They are kept in the journal, for the next process.
 */
export class Places {
  readonly #journal: Journal;
  readonly #source: Source;
  #kept: Map<string, number> | undefined;

  constructor(journal: Journal, source: Source) {
    this.#journal = journal;
    this.#source = source;
  }

  /** @returns the files that have a place, with the number that their row is to have */
  async of(files: readonly RemoteFile[]): Promise<Map<RemoteFile, number>> {
    const kept = await this.#load();
    return new Map(
      files.flatMap((file) => {
        const place = kept.get(fingerprint(file));
        return place === undefined ? [] : [[file, place]];
      })
    );
  }

  /**
   * Gives each file a place, in their order; those that have one keep it.
   * @param missing those of them that cannot be had now: their places are kept
   */
  async take(files: readonly RemoteFile[], missing: readonly RemoteFile[]): Promise<Map<RemoteFile, number>> {
    const places = await this.of(files);
    const fresh = files.filter((file) => !places.has(file));
    if (fresh.length === 0) return places;
    const { rows } = await sql<{
      place: number;
    }>`select nextval(pg_get_serial_sequence('received_file', 'id')) as place from generate_series(1, ${fresh.length})`.execute(
      this.#journal
    );
    const numbers = rows.map(({ place }) => place).sort((one, other) => one - other);
    for (const [index, file] of fresh.entries()) places.set(file, numbers[index] ?? 0);
    await this.#keep(missing.filter((file) => fresh.includes(file)).map((file) => [file, places.get(file) ?? 0]));
    return places;
  }

  /** To be called when files were stored, which frees their places. */
  forget(files: readonly RemoteFile[]): void {
    for (const file of files) this.#kept?.delete(fingerprint(file));
  }

  /** Begins a look: frees the places of files that are not listed any more. */
  async keepOnly(listed: readonly RemoteFile[]): Promise<void> {
    // Another process may have had the mailbox since the last look, and have used a place.
    this.#kept = undefined;
    const kept = await this.#load();
    if (kept.size === 0) return;
    const prints = new Set(listed.map(fingerprint));
    const gone = [...kept].filter(([print]) => !prints.has(print));
    if (gone.length === 0) return;
    await this.#rows()
      .where(
        'file_id',
        'in',
        gone.map(([, place]) => place)
      )
      .execute();
    for (const [print] of gone) kept.delete(print);
  }

  async #load(): Promise<Map<string, number>> {
    if (this.#kept) return this.#kept;
    const rows = await this.#journal
      .selectFrom('awaited_file')
      .select(['name', 'size', 'modified_at as modifiedAt', 'file_id'])
      .where('tenant', '=', this.#source.tenant)
      .where('mailbox', '=', this.#source.mailbox)
      .execute();
    this.#kept = new Map(rows.map((row) => [fingerprint(row), row.file_id]));
    return this.#kept;
  }

  async #keep(places: readonly [RemoteFile, number][]): Promise<void> {
    if (places.length === 0) return;
    const { tenant, mailbox } = this.#source;
    const rows = places.map(([{ name, size, modifiedAt }, file_id]) => {
      return { tenant, mailbox, name, size, modified_at: modifiedAt, file_id, since: new Date() };
    });
    await this.#journal.insertInto('awaited_file').values(rows).execute();
    for (const [file, place] of places) this.#kept?.set(fingerprint(file), place);
  }

  #rows() {
    return this.#journal
      .deleteFrom('awaited_file')
      .where('tenant', '=', this.#source.tenant)
      .where('mailbox', '=', this.#source.mailbox);
  }
}
