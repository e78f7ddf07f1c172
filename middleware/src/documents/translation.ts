import { sql } from 'kysely';
import type { DocumentRow, Journal, JournalTransaction, ReceivedFileRow } from '../db/schema.ts';
import type { Interchange } from '../edi/envelope.ts';
import { type Finding, verdictOf } from '../edi/finding.ts';
import { EdiReader } from '../edi/reader.ts';
import { outcomeOf } from './draft.ts';
import type { FileStore } from './file-store.ts';
import { type Address, type Payload, payloadFindings, rejectionReason, validationStatus } from './payload.ts';
import type { Relationships } from './relationships.ts';
import { Staging, type StagingStep } from './staging.ts';

export interface TranslationRules {
  own: readonly Address[];
  relationships?: Relationships;
  duplicates: { action: 'hold' | 'warn' | 'ignore'; lookBackDays: number };
}

const BATCH = 200;

/**
 * Translates stored files into documents. Documents are staged while the file is read, since the verdict on them is
 * not known before the end of their interchange; one transaction then makes all of them ready to be published. Doing
 * it again after an interruption gives the same documents, with the same keys and sequences.
 */
export class Translation {
  readonly #journal: Journal;
  readonly #files: FileStore;
  readonly #rules: TranslationRules;

  constructor(journal: Journal, files: FileStore, rules: TranslationRules) {
    this.#journal = journal;
    this.#files = files;
    this.#rules = rules;
  }

  /** @param wake enqueues the publishing, inside the transaction that makes the documents ready for it */
  async translate(file: ReceivedFileRow, wake: (trx: JournalTransaction) => Promise<void>): Promise<number> {
    await this.#forget(file.id);
    const staging = new Staging(file, this.#rules.own, this.#rules.relationships);
    const reader = new EdiReader(staging);
    for await (const chunk of this.#files.chunks(file.id)) {
      reader.push(chunk);
      await this.#apply(file, staging.take());
    }
    reader.end();
    await this.#apply(file, staging.take());
    return this.#finish(file, wake);
  }

  /** Records a file that is not read at all, for the reason given, as one rejected document. */
  async refuse(
    file: ReceivedFileRow,
    refusal: Pick<Finding, 'code' | 'message'>,
    wake: (trx: JournalTransaction) => Promise<void>
  ): Promise<void> {
    await this.#forget(file.id);
    const staging = new Staging(file, this.#rules.own, this.#rules.relationships);
    staging.fileFinding({
      severity: 'error',
      segmentPosition: null,
      segment: null,
      element: null,
      offset: 0,
      ...refusal
    });
    await this.#apply(file, staging.take());
    await this.#finish(file, wake);
  }

  async #forget(fileId: number): Promise<void> {
    await this.#journal.deleteFrom('document').where('file_id', '=', fileId).where('delivery', '=', 'staged').execute();
    await this.#journal.deleteFrom('interchange').where('file_id', '=', fileId).execute();
  }

  async #apply(file: ReceivedFileRow, steps: StagingStep[]): Promise<void> {
    let batch: Extract<StagingStep, { do: 'insert' }>[] = [];
    const flush = async () => {
      if (batch.length > 0)
        await this.#journal
          .insertInto('document')
          .values(batch.map(({ document }) => document))
          .execute();
      batch = [];
    };
    for (const step of steps) {
      if (step.do === 'insert') {
        batch.push(step);
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
        .select(['document_key', 'sequence', 'payload', 'outcome'])
        .where('file_id', '=', file.id)
        .where('interchange_index', '=', interchange)
        .where('sequence', '>', after)
        .orderBy('sequence')
        .limit(BATCH);
      if (group !== null) page = page.where('group_index', '=', group);
      const rows = await page.execute();
      for (const row of rows) {
        const changed = withFindings(JSON.parse(row.payload) as Payload, row.outcome, findings);
        await this.#journal.updateTable('document').set(changed).where('document_key', '=', row.document_key).execute();
        after = row.sequence;
      }
      if (rows.length < BATCH) return;
    }
  }

  async #closeInterchange(file: ReceivedFileRow, interchange: Interchange): Promise<void> {
    await this.#flag(file, interchange.index, null, interchange.findings.all);
    const identity = {
      tenant: file.tenant,
      sender: `${interchange.sender.qualifier}:${interchange.sender.id}`,
      receiver: `${interchange.receiver.qualifier}:${interchange.receiver.id}`,
      control_number: interchange.controlNumber
    };
    const earlier = await this.#earlier(identity, file);
    if (earlier && this.#rules.duplicates.action !== 'ignore') await this.#suspect(file, interchange, earlier);
    const row = { file_id: file.id, interchange_index: interchange.index, received_at: file.received_at };
    await this.#journal
      .insertInto('interchange')
      .values({ ...identity, ...row })
      .execute();
  }

  #earlier(
    identity: { tenant: string; sender: string; receiver: string; control_number: string },
    file: ReceivedFileRow
  ) {
    const since = new Date(file.received_at.getTime() - this.#rules.duplicates.lookBackDays * 86_400_000);
    return this.#journal
      .selectFrom('interchange')
      .innerJoin('received_file', 'received_file.id', 'interchange.file_id')
      .select(['received_file.name', 'interchange.received_at'])
      .where('interchange.tenant', '=', identity.tenant)
      .where('interchange.sender', '=', identity.sender)
      .where('interchange.receiver', '=', identity.receiver)
      .where('interchange.control_number', '=', identity.control_number)
      .where('interchange.received_at', '>=', since)
      .orderBy('interchange.file_id', 'desc')
      .limit(1)
      .executeTakeFirst();
  }

  async #suspect(
    file: ReceivedFileRow,
    interchange: Interchange,
    earlier: { name: string; received_at: Date }
  ): Promise<void> {
    const reason = `Suspected duplicate: interchange ${interchange.controlNumber} of this sender came before with other content, in the file ${earlier.name.slice(0, 100)} of ${earlier.received_at.toISOString()}.`;
    const documents = this.#journal
      .updateTable('document')
      .where('file_id', '=', file.id)
      .where('interchange_index', '=', interchange.index)
      .where('outcome', 'in', ['translated', 'recorded']);
    const held = { outcome: 'held', hold: 'duplicate', reason } as const;
    await documents.set(this.#rules.duplicates.action === 'hold' ? held : { reason }).execute();
  }

  async #replace(file: ReceivedFileRow, step: Extract<StagingStep, { do: 'replace-interchange' }>): Promise<void> {
    await this.#journal.transaction().execute(async (trx) => {
      await trx
        .deleteFrom('document')
        .where('file_id', '=', file.id)
        .where('interchange_index', '=', step.interchange.index)
        .execute();
      await trx.insertInto('document').values(step.document).execute();
    });
  }

  async #finish(file: ReceivedFileRow, wake: (trx: JournalTransaction) => Promise<void>): Promise<number> {
    return this.#journal.transaction().execute(async (trx) => {
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
      await trx.updateTable('received_file').set({ status: 'translated' }).where('id', '=', file.id).execute();
      await wake(trx);
      return Number(ready.numUpdatedRows);
    });
  }
}

/** The columns that change when an envelope's findings are added to a document inside it. */
function withFindings(payload: Payload, outcome: DocumentRow['outcome'], findings: readonly Finding[]) {
  const all = [...payload.document.findings, ...payloadFindings(findings)];
  const verdict = verdictOf(all);
  const document = {
    ...payload.document,
    findings: all,
    validationStatus: validationStatus(verdict),
    reason: rejectionReason(all) ?? payload.document.reason
  };
  const changed = { ...payload, document };
  const sameOutcome = outcome !== 'translated' && verdict !== 'rejected';
  return sameOutcome ? { payload: JSON.stringify(changed) } : outcomeOf(changed);
}
