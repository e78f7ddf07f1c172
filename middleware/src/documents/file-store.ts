import type { Journal, JournalTransaction, ReceivedFileRow } from '../db/schema.ts';
import type { Seal } from '../db/seal.ts';
import { Places } from './places.ts';

/** A file as the mailbox lists it. */
export interface RemoteFile {
  name: string;
  size: number;
  /** Milliseconds since 1970. */
  modifiedAt: number;
}

/** Enqueues work in the transaction that makes it necessary: a file to translate, or documents to publish again. */
export type Wake = (work: 'translate' | 'publish', trx: JournalTransaction) => Promise<void>;

/** Where files come from. */
export interface Source {
  tenant: string;
  /** Name of the channel in the journal. */
  mailbox: string;
  /** Whether it brings history: read last, and without notifications. */
  silent?: boolean;
}

interface ArrivedFile {
  file: RemoteFile;
  /** Of the bytes, in hexadecimal. */
  sha256: string;
  /** Why the file was not fetched; null for one that was. */
  refusal: string | null;
  /** Number that its row is to have: its place, where that was kept for it (`Places`). */
  place?: number | undefined;
  /** What a receipt is known by, where that is not the file's name. */
  receiptName?: string;
  /** Where its trace began (W3C traceparent). */
  trace?: string | null;
  /** Of a file that was edited here. */
  correction?: { corrects: string; correctedBy: string; correctionReason: string };
}

/** A file that is small enough to be held in memory. */
export interface WholeFile extends ArrivedFile {
  bytes: Uint8Array;
}

/** A file of any size. */
export interface StreamedFile extends ArrivedFile {
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

export interface Received {
  fileId: number;
  /** How often these bytes have come by now. */
  receipts: number;
}

/** Files that are translated together are not more, and together not larger. */
const TOGETHER = { files: 100, bytes: 4 * 1024 * 1024, each: 256 * 1024 };

/** What tells a file of a listing from any other. */
export const fingerprint = (file: RemoteFile) => `${file.name}\0${file.size}\0${file.modifiedAt}`;
const placeOf = (sha256: string, position: number) => `chunk ${sha256} ${position}`;

/** The bytes that were received, untouched, and every receipt of them. */
export class FileStore {
  readonly #journal: Journal;
  readonly #seal: Seal;

  constructor(journal: Journal, seal: Seal) {
    this.#journal = journal;
    this.#seal = seal;
  }

  /**
   * Stores files in their order in one transaction, or counts one more receipt of bytes that are here already and
   * queues their documents to tell the CRM the new count. `wake` enqueues the work in the same transaction: after the
   * commit neither can be lost, before it neither exists.
   * @returns in the order of `files`
   */
  async receiveAll(source: Source, files: readonly WholeFile[], wake: Wake): Promise<Received[]> {
    if (files.length === 0) return [];
    return this.#journal.transaction().execute(async (trx) => {
      const { received, fresh } = await this.#register(trx, source, files, wake);
      const chunks = fresh.flatMap(({ sha256, bytes }) => {
        const file_id = received.get(sha256)?.fileId;
        if (file_id === undefined || bytes.length === 0) return [];
        return [{ file_id, position: 0, bytes: this.#seal.seal(bytes, placeOf(sha256, 0)) }];
      });
      if (chunks.length > 0) await trx.insertInto('received_chunk').values(chunks).execute();
      return files.map(({ sha256 }) => received.get(sha256) ?? { fileId: 0, receipts: 0 });
    });
  }

  /** As `receiveAll`, for one file that is too large for memory. */
  async receive(source: Source, file: StreamedFile, wake: Wake): Promise<Received> {
    return this.#journal.transaction().execute(async (trx) => {
      const { received, fresh } = await this.#register(trx, source, [file], wake);
      const stored = received.get(file.sha256) ?? { fileId: 0, receipts: 0 };
      if (fresh.length === 0) return stored;
      let position = 0;
      for await (const chunk of file.chunks) {
        const bytes = this.#seal.seal(chunk, placeOf(file.sha256, position));
        await trx.insertInto('received_chunk').values({ file_id: stored.fileId, position, bytes }).execute();
        position += 1;
      }
      return stored;
    });
  }

  /** The places of a channel's files that cannot be fetched yet. */
  places(source: Source): Places {
    return new Places(this.#journal, source);
  }

  /** Those files of a channel that were received before: same name, size and time of change. */
  async known(source: Source, files: readonly RemoteFile[]): Promise<Set<RemoteFile>> {
    if (files.length === 0) return new Set();
    const rows = await this.#journal
      .selectFrom('receipt')
      .select(['name', 'size', 'modified_at as modifiedAt'])
      .where('tenant', '=', source.tenant)
      .where('mailbox', '=', source.mailbox)
      .where(
        'name',
        'in',
        files.map(({ name }) => name)
      )
      .execute();
    const seen = new Set(rows.map(fingerprint));
    return new Set(files.filter((file) => seen.has(fingerprint(file))));
  }

  /** The bytes in their order, one stored chunk at a time. */
  async *chunks(file: Pick<ReceivedFileRow, 'id' | 'sha256'>): AsyncGenerator<Buffer> {
    for (let position = 0; ; position += 1) {
      const chunk = await this.#journal
        .selectFrom('received_chunk')
        .select('bytes')
        .where('file_id', '=', file.id)
        .where('position', '=', position)
        .executeTakeFirst();
      if (!chunk) return;
      yield this.#seal.open(chunk.bytes, placeOf(file.sha256, position));
    }
  }

  /** The bytes of small files, by id of the file. */
  async contents(files: readonly ReceivedFileRow[]): Promise<Map<number, Buffer>> {
    const chunks = await this.#journal
      .selectFrom('received_chunk')
      .select(['file_id', 'position', 'bytes'])
      .where(
        'file_id',
        'in',
        files.map(({ id }) => id)
      )
      .orderBy('file_id')
      .orderBy('position')
      .execute();
    const byFile = Map.groupBy(chunks, ({ file_id }) => file_id);
    return new Map(
      files.map(({ id, sha256 }) => {
        const parts = byFile.get(id) ?? [];
        return [
          id,
          Buffer.concat(parts.map(({ bytes, position }) => this.#seal.open(bytes, placeOf(sha256, position))))
        ];
      })
    );
  }

  /**
   * The files that wait for translation and were received first: as many small ones as are translated together, or
   * one that is large.
   */
  async nextToTranslate(tenant: string): Promise<ReceivedFileRow[]> {
    const waiting = await this.#journal
      .selectFrom('received_file')
      .selectAll()
      .where('tenant', '=', tenant)
      .where('status', '=', 'received')
      .orderBy('silent')
      .orderBy('id')
      .limit(TOGETHER.files)
      .execute();
    let bytes = 0;
    const end = waiting.findIndex(({ size }) => size > TOGETHER.each || (bytes += size) > TOGETHER.bytes);
    return end < 0 ? waiting : waiting.slice(0, Math.max(end, 1));
  }

  static isSmall(size: number): boolean {
    return size <= TOGETHER.each;
  }

  /** Makes or finds the rows of files, counts their receipts, and wakes whoever has work by that. */
  async #register<T extends ArrivedFile>(trx: JournalTransaction, source: Source, files: readonly T[], wake: Wake) {
    const { tenant, mailbox, silent = false } = source;
    const received_at = new Date();
    const bySha = Map.groupBy(files, ({ sha256 }) => sha256);
    const rows = [...bySha].map(([sha256, [first, ...more]]) => ({
      ...(first?.place === undefined ? {} : { id: first.place }),
      tenant,
      mailbox,
      silent,
      name: first?.file.name ?? '',
      size: first?.file.size ?? 0,
      sha256,
      received_at,
      status: 'received' as const,
      reason: first?.refusal ?? null,
      trace: first?.trace ?? null,
      corrects: first?.correction?.corrects ?? null,
      corrected_by: first?.correction?.correctedBy ?? null,
      correction_reason: first?.correction?.correctionReason ?? null,
      receipts: 1 + more.length
    }));
    const stored = await trx
      .insertInto('received_file')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(['tenant', 'sha256'])
          .doUpdateSet((row) => ({ receipts: row('received_file.receipts', '+', row.ref('excluded.receipts')) }))
      )
      .returning(['id', 'receipts', 'sha256', 'status'])
      .execute();
    const received = new Map(stored.map(({ id, receipts, sha256 }) => [sha256, { fileId: id, receipts }]));
    const before = stored.filter(({ sha256, receipts }) => receipts > (bySha.get(sha256)?.length ?? 0));
    const reborn = await purgedOf(trx, before, received_at);
    const known = before.filter(({ id }) => !reborn.has(id));
    const knownHashes = new Set(known.map(({ sha256 }) => sha256));
    await trx
      .insertInto('receipt')
      .values(
        files.map(({ file, sha256, receiptName }) => ({
          tenant,
          mailbox,
          name: receiptName ?? file.name,
          size: file.size,
          modified_at: file.modifiedAt,
          file_id: received.get(sha256)?.fileId ?? 0,
          received_at
        }))
      )
      .execute();
    const places = files.flatMap(({ place }) => place ?? []);
    if (places.length > 0) await trx.deleteFrom('awaited_file').where('file_id', 'in', places).execute();
    if (known.length > 0) {
      await queueAgain(trx, known);
      await wake('publish', trx);
    }
    if (known.length < stored.length) await wake('translate', trx);
    const fresh = [...bySha].flatMap(([sha256, [first]]) => (first && !knownHashes.has(sha256) ? [first] : []));
    return { received, fresh };
  }
}

/**
 * Files whose documents the retention has removed: what comes again after that is new, or it would never be told.
 * @returns their ids
 */
async function purgedOf(
  trx: JournalTransaction,
  files: readonly { id: number; status: string }[],
  received_at: Date
): Promise<Set<number>> {
  const ids = files.filter(({ status }) => status === 'translated').map(({ id }) => id);
  if (ids.length === 0) return new Set();
  const rows = await trx.selectFrom('document').select('file_id').distinct().where('file_id', 'in', ids).execute();
  const alive = new Set(rows.map(({ file_id }) => file_id));
  const purged = ids.filter((id) => !alive.has(id));
  if (purged.length === 0) return new Set();
  // Their bytes are stored once more, whether or not they were removed.
  await trx.deleteFrom('received_chunk').where('file_id', 'in', purged).execute();
  await trx
    .updateTable('received_file')
    .set({ status: 'received', attempts: 0, received_at })
    .where('id', 'in', purged)
    .execute();
  return new Set(purged);
}

async function queueAgain(trx: JournalTransaction, files: readonly { id: number }[]): Promise<void> {
  await trx
    .updateTable('document')
    .set({ delivery: 'queued', attempts: 0 })
    .where(
      'file_id',
      'in',
      files.map(({ id }) => id)
    )
    .where('delivery', 'in', ['published', 'arrived'])
    .execute();
}
