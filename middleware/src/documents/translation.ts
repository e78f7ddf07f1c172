import { sql } from 'kysely';
import { LeaseLostError } from '../db/lease.ts';
import type { DocumentRow, Journal, JournalTransaction, ReceivedFileRow } from '../db/schema.ts';
import type { Seal } from '../db/seal.ts';
import type { Interchange } from '../edi/envelope.ts';
import type { Finding } from '../edi/finding.ts';
import { EdiReader } from '../edi/reader.ts';
import { applicationContents, largeApplicationContents } from './application-file.ts';
import type { DocumentDraft } from './draft.ts';
import { type DuplicateRules, Duplicates, interchangeRow } from './duplicates.ts';
import type { FileStore } from './file-store.ts';
import { withFindings } from './findings.ts';
import { beginStep } from '../telemetry/tracing.ts';
import type { Address } from './payload.ts';
import type { Relationships } from './relationships.ts';
import { forget, recall, recallInto, releasedOf } from './reread.ts';
import { openPayload, rowOf, sealPayload } from './sealed-payload.ts';
import { Staging, type StagingStep } from './staging.ts';
import { contentsOf, type FileContents, readWhole } from './whole-file.ts';

export interface TranslationRules {
  own: readonly Address[];
  relationships?: Relationships;
  duplicates: DuplicateRules;
}

type WakeInside = (trx: JournalTransaction) => Promise<void>;
type IsOurs = (trx?: JournalTransaction) => Promise<boolean>;

const always: IsOurs = () => Promise.resolve(true);
const lost = ({ id }: ReceivedFileRow) => new LeaseLostError(`Another worker translates the file ${id} now.`);

const BATCH = 200;

/**
 * Translates stored files into documents. Small files are read in memory and written together in one transaction. A
 * large one is staged while it is read, since the verdict on its documents is not known before the end of their
 * interchange; one transaction then makes all of them ready to be published. Doing it again after an interruption gives
 * the same documents, with the same keys and sequences.
 */
export class Translation {
  readonly #journal: Journal;
  readonly #files: FileStore;
  readonly #seal: Seal;
  readonly #rules: TranslationRules;

  constructor(journal: Journal, files: FileStore, seal: Seal, rules: TranslationRules) {
    this.#journal = journal;
    this.#files = files;
    this.#seal = seal;
    this.#rules = rules;
  }

  /**
   * Translates small files together.
   * @param wake enqueues the publishing, inside the transaction that makes the documents ready for it
   * @param onFailure told of a file that cannot be read because of a fault of ours; the others go on
   * @returns how many documents they hold
   */
  async translateSmall(
    files: readonly ReceivedFileRow[],
    wake: WakeInside,
    onFailure: (file: ReceivedFileRow, error: unknown) => void
  ): Promise<number> {
    const bytes = await this.#files.contents(files);
    const contents: FileContents[] = [];
    for (const file of files) {
      const step = beginStep('translate file', file.trace, { 'tgrid.tenant': file.tenant, 'tgrid.file': file.id });
      try {
        const held = bytes.get(file.id) ?? Buffer.alloc(0);
        contents.push(applicationContents(file, held, this.#rules.own) ?? readWhole(file, held, this.#staging(file)));
        step.end();
      } catch (error) {
        step.end(error);
        onFailure(file, error);
      }
    }
    await this.#suspect(contents);
    return this.#write(contents, wake);
  }

  /**
   * Translates a file of any size.
   * @param isOurs whether this worker still has the right to it; asked for each piece, and in the last transaction
   * @throws LeaseLostError when it has not
   */
  async translate(file: ReceivedFileRow, wake: WakeInside, isOurs: IsOurs = always): Promise<number> {
    await forget(this.#journal, [file.id]);
    const staging = this.#staging(file);
    const reader = new EdiReader(staging);
    let isFirst = true;
    for await (const chunk of this.#files.chunks(file)) {
      const application = isFirst ? largeApplicationContents(file, chunk, this.#rules.own) : null;
      if (application) return this.#write([application], wake);
      isFirst = false;
      if (!(await isOurs())) throw lost(file);
      reader.push(chunk);
      await this.#apply(file, staging.take());
    }
    reader.end();
    await this.#apply(file, staging.take());
    return this.#finish(file, wake, isOurs);
  }

  /** Records a file that is not read at all, for the reason given, as one rejected document. */
  async refuse(file: ReceivedFileRow, refusal: Pick<Finding, 'code' | 'message'>, wake: WakeInside): Promise<void> {
    const staging = this.#staging(file);
    staging.fileFinding({
      severity: 'error',
      segmentPosition: null,
      segment: null,
      element: null,
      offset: 0,
      ...refusal
    });
    await this.#write([contentsOf(file, staging.take())], wake);
  }

  #staging(file: ReceivedFileRow): Staging {
    return new Staging(file, this.#rules.own, this.#rules.relationships);
  }

  async #suspect(contents: readonly FileContents[]): Promise<void> {
    const all = contents.flatMap(({ interchanges }) => interchanges);
    const duplicates = await Duplicates.of(this.#journal, this.#rules.duplicates, all);
    let released: Set<string> | undefined;
    for (const { file, documents, interchanges } of contents) {
      // Someone decided that it takes the place of what came before.
      if (file.corrects !== null) continue;
      for (const row of interchanges) {
        const reason = duplicates.suspicionOf(row, file.name);
        if (reason === null) continue;
        released ??= await releasedOf(
          this.#journal,
          contents.map((one) => one.file.id)
        );
        for (const draft of documents)
          if (
            draft.interchange_index === row.interchange_index &&
            mayBeHeld(draft) &&
            !released.has(draft.document_key)
          )
            Object.assign(draft, this.#suspected(reason));
      }
    }
  }

  #suspected(reason: string) {
    const held = { outcome: 'held', hold: 'duplicate', reason } as const;
    return this.#rules.duplicates.action === 'hold' ? held : { reason };
  }

  /** Everything that some files hold, in one transaction. */
  async #write(contents: readonly FileContents[], wake: WakeInside): Promise<number> {
    if (contents.length === 0) return 0;
    const documents = contents.flatMap((one) => one.documents);
    const rows = documents.map((draft) => rowOf({ ...draft, delivery: 'queued' }, this.#seal));
    const interchanges = contents.flatMap((one) => one.interchanges);
    const ids = contents.map(({ file }) => file.id);
    await this.#journal.transaction().execute(async (trx) => {
      await forget(trx, ids);
      const known = await recall(trx, ids);
      for (const row of rows) Object.assign(row, known.get(row.document_key));
      for (const page of pagesOf(rows)) await trx.insertInto('document').values(page).execute();
      for (const page of pagesOf(documents.flatMap(stepsOf)))
        await trx.insertInto('document_step').values(page).execute();
      for (const page of pagesOf(interchanges)) await trx.insertInto('interchange').values(page).execute();
      await trx.updateTable('received_file').set({ status: 'translated' }).where('id', 'in', ids).execute();
      await wake(trx);
    });
    return documents.length;
  }

  async #apply(file: ReceivedFileRow, steps: StagingStep[]): Promise<void> {
    let batch: DocumentDraft[] = [];
    const flush = async () => {
      const rows = batch.map((draft) => rowOf(draft, this.#seal));
      batch = [];
      if (rows.length > 0) await this.#journal.insertInto('document').values(rows).execute();
    };
    for (const step of steps) {
      if (step.do === 'insert') {
        batch.push(step.document);
        if (batch.length >= BATCH) await flush();
        continue;
      }
      await flush();
      if (step.do === 'flag-group') {
        await this.#flag(file, step.interchange.index, step.group.index, step.group.findings.all);
      } else if (step.do === 'flag-interchange') await this.#closeInterchange(file, step.interchange);
      else await this.#replace(file, step);
    }
    await flush();
  }

  /** Adds what an envelope did wrong to each document inside it. */
  async #flag(
    file: ReceivedFileRow,
    interchange: number,
    group: number | null,
    findings: readonly Finding[]
  ): Promise<void> {
    if (findings.length === 0) return;
    for (let after = 0; ;) {
      let page = this.#journal
        .selectFrom('document')
        .select(['document_key', 'sequence', 'body', 'outcome'])
        .where('file_id', '=', file.id)
        .where('interchange_index', '=', interchange)
        .where('sequence', '>', after)
        .orderBy('sequence')
        .limit(BATCH);
      if (group !== null) page = page.where('group_index', '=', group);
      const rows = await page.execute();
      for (const row of rows) {
        const { payload, ...changed } = withFindings(openPayload(row, this.#seal), row.outcome, findings);
        const body = sealPayload(row.document_key, payload, this.#seal);
        await this.#journal
          .updateTable('document')
          .set({ ...changed, body })
          .where('document_key', '=', row.document_key)
          .execute();
        after = row.sequence;
      }
      if (rows.length < BATCH) return;
    }
  }

  async #closeInterchange(file: ReceivedFileRow, interchange: Interchange): Promise<void> {
    await this.#flag(file, interchange.index, null, interchange.findings.all);
    const row = interchangeRow(file, interchange);
    const duplicates = await Duplicates.of(this.#journal, this.#rules.duplicates, [row]);
    const reason = file.corrects === null ? duplicates.suspicionOf(row, file.name) : null;
    if (reason !== null) {
      await this.#journal
        .updateTable('document')
        .where('file_id', '=', file.id)
        .where('interchange_index', '=', interchange.index)
        .where('outcome', 'in', ['translated', 'recorded'])
        .where((where) =>
          where.not(
            where.exists(
              where
                .selectFrom('reread_document')
                .select('reread_document.document_key')
                .whereRef('reread_document.document_key', '=', 'document.document_key')
                .where('reread_document.released', '=', true)
            )
          )
        )
        .set(this.#suspected(reason))
        .execute();
    }
    await this.#journal.insertInto('interchange').values(row).execute();
  }

  async #replace(file: ReceivedFileRow, step: Extract<StagingStep, { do: 'replace-interchange' }>): Promise<void> {
    await this.#journal.transaction().execute(async (trx) => {
      await trx
        .deleteFrom('document')
        .where('file_id', '=', file.id)
        .where('interchange_index', '=', step.interchange.index)
        .execute();
      await trx.insertInto('document').values(rowOf(step.document, this.#seal)).execute();
    });
  }

  async #finish(file: ReceivedFileRow, wake: WakeInside, isOurs: IsOurs): Promise<number> {
    return this.#journal.transaction().execute(async (trx) => {
      if (!(await isOurs(trx))) throw lost(file);
      const { numUpdatedRows: files } = await trx
        .updateTable('received_file')
        .set({ status: 'translated' })
        .where('id', '=', file.id)
        .where('status', '=', 'received')
        .executeTakeFirst();
      // Another worker had the lease meanwhile, and has done it.
      if (files === 0n) throw lost(file);
      await recallInto(trx, file.id);
      await sql`
        insert into document_step (document_key, step, at, reason)
        select d.document_key, s.step, case when s.step = 'received' then d.received_at else now() end,
               case when s.step = d.outcome then d.reason end
        from document d cross join lateral (values (1, 'received'), (2, d.outcome), (3, 'queued')) as s (position, step)
        where d.file_id = ${file.id} and d.delivery = 'staged'
        order by d.sequence, s.position`.execute(trx);
      const ready = await trx
        .updateTable('document')
        .set({ delivery: 'queued' })
        .where('file_id', '=', file.id)
        .where('delivery', '=', 'staged')
        .executeTakeFirst();
      await wake(trx);
      return Number(ready.numUpdatedRows);
    });
  }
}

const mayBeHeld = ({ outcome }: Pick<DocumentRow, 'outcome'>) => outcome === 'translated' || outcome === 'recorded';

function* pagesOf<T>(rows: readonly T[]): Generator<T[]> {
  for (let start = 0; start < rows.length; start += BATCH) yield rows.slice(start, start + BATCH);
}

/** The first steps of a document's life, once it is ready to be published. */
function stepsOf({ document_key, outcome, reason, received_at }: DocumentDraft) {
  const now = new Date();
  return [
    { document_key, step: 'received', at: new Date(received_at), reason: null },
    { document_key, step: outcome, at: now, reason: reason ?? null },
    { document_key, step: 'queued', at: now, reason: null }
  ];
}
