import { sql } from 'kysely';
import type { Journal, JournalTransaction } from '../db/schema.ts';
import type { Seal } from '../db/seal.ts';
import type { LensEntry, LensQuery } from '../tradinggrid/lens.ts';
import { bestError, hasAcknowledgement, moodOf, statusesOf } from '../tradinggrid/statuses.ts';
import { hashOf, laneOf, newRevision, sequenceOf } from './keys.ts';
import { type Match, matchOf } from './lens-matching.ts';
import type { Address, LensPart, Payload } from './payload.ts';
import { sealPayload } from './sealed-payload.ts';

/** What is asked of Lens. */
export interface LensSearch {
  search(query: LensQuery): Promise<{ entries: LensEntry[]; total: number }>;
}

export interface LensWatchOptions {
  tenant: string;
  own: readonly Address[];
  overlapSeconds: number;
  /** Changes within so long are told together. */
  settleSeconds: number;
  /** So long a document may be under way, or wait for its acknowledgement, before that is told. */
  patienceSeconds?: number;
  /** So long the file of an entry may take to reach us before the document is told without it. */
  missingSeconds?: number;
  now?: () => number;
}

export interface Watched {
  /** Entries whose statuses are other ones than before. */
  changed: number;
  /** Documents that the CRM is told of. */
  told: number;
}

const PAGE = 1000;
const FIRST_LOOK_MILLISECONDS = 86_400_000;
const LINK = 'https://tradinggrid.opentext.com/lens/app/transactions/';
/** Both move on: a document's own status, and later that of its acknowledgement. */
const CLOCKS = ['statusdate', 'fastatusdate'] as const;
const FAR = '9999-12-31T23:59:59Z';

interface Row {
  transaction_id: string;
  entry: string;
  told: string | null;
  statuses: string;
  first_seen_at: Date;
  document_key: string | null;
  correlation_id: string | null;
  match: Match['state'] | null;
}

/**
 * Follows in Lens what happens to documents. Each look goes back behind the last one, since entries come late; what
 * changed is told after a while, so that a document's statuses come together and cost about one event.
 */
export class LensWatch {
  readonly #journal: Journal;
  readonly #seal: Seal;
  readonly #lens: LensSearch;
  readonly #options: Required<LensWatchOptions>;
  readonly #wake: (trx: JournalTransaction) => Promise<void>;

  constructor(
    journal: Journal,
    seal: Seal,
    lens: LensSearch,
    options: LensWatchOptions,
    wake: (trx: JournalTransaction) => Promise<void>
  ) {
    this.#journal = journal;
    this.#seal = seal;
    this.#lens = lens;
    this.#options = { patienceSeconds: 900, missingSeconds: 3600, now: Date.now, ...options };
    this.#wake = wake;
  }

  /** Looks once, and tells what is due. */
  async run(): Promise<Watched> {
    let changed = 0;
    for (const clock of CLOCKS) changed += await this.#look(clock);
    return { changed, told: await this.#tell() };
  }

  async #look(clock: (typeof CLOCKS)[number]): Promise<number> {
    const stream = `lens:${clock}`;
    const last = await this.#position(stream);
    const begin = (last ?? this.#options.now() - FIRST_LOOK_MILLISECONDS) - this.#options.overlapSeconds * 1000;
    const query = (since: string) => ({
      ranges: [{ field: clock, from: since, to: FAR }],
      sortby: { field: clock, type: 'ASC' as const },
      count: PAGE
    });
    let from = new Date(begin).toISOString();
    let newest = last ?? 0;
    let changed = 0;
    let offset = 0;
    for (;;) {
      const { entries } = await this.#lens.search({ ...query(from), offset });
      changed += await this.#store(entries);
      if (entries.length < PAGE) {
        newest = Math.max(newest, timeOf(entries.at(-1)?.[clock]) ?? 0);
        break;
      }
      // Entries move while they are read, so the next page begins at a time and not behind a number of them.
      const end = entries.at(-1)?.[clock] ?? from;
      offset = end === from ? offset + PAGE : 0;
      from = end;
      newest = Math.max(newest, timeOf(end) ?? 0);
    }
    // A date that lies ahead would hide everything before it.
    if (newest > 0) await this.#remember(stream, Math.min(newest, this.#options.now()));
    return changed;
  }

  async #position(stream: string): Promise<number | null> {
    const row = await this.#journal
      .selectFrom('stream_position')
      .select('position')
      .where('tenant', '=', this.#options.tenant)
      .where('stream', '=', stream)
      .executeTakeFirst();
    return row ? Number(Buffer.from(row.position).toString()) : null;
  }

  async #remember(stream: string, newest: number): Promise<void> {
    const values = { position: Buffer.from(String(newest)), at: new Date() };
    await this.#journal
      .insertInto('stream_position')
      .values({ tenant: this.#options.tenant, stream, ...values })
      .onConflict((conflict) => conflict.columns(['tenant', 'stream']).doUpdateSet(values))
      .execute();
  }

  /** @returns how many changed */
  async #store(entries: readonly LensEntry[]): Promise<number> {
    if (entries.length === 0) return 0;
    const { tenant } = this.#options;
    const now = new Date(this.#options.now());
    const rows = entries.map((entry) => ({
      tenant,
      transaction_id: entry.transactionid,
      correlation_id: entry.correlationid,
      level: entry.transactionlevel ?? 'Document',
      entry: JSON.stringify(entry),
      statuses: statusesOf(entry),
      told: null,
      due_at: entry.transactionlevel === 'File' ? null : this.#dueAt(entry),
      first_seen_at: now,
      document_key: null,
      match: null
    }));
    const stored = await this.#journal
      .insertInto('grid_entry')
      .values([...new Map(rows.map((row) => [row.transaction_id, row])).values()])
      .onConflict((conflict) =>
        conflict
          .columns(['tenant', 'transaction_id'])
          .doUpdateSet((row) => ({
            entry: row.ref('excluded.entry'),
            statuses: row.ref('excluded.statuses'),
            correlation_id: row.ref('excluded.correlation_id'),
            // What is told soonest is told with everything that came until then.
            due_at: sql<Date | null>`least(grid_entry.due_at, excluded.due_at)`
          }))
          .whereRef('grid_entry.statuses', '!=', 'excluded.statuses')
      )
      .returning('transaction_id')
      .execute();
    return stored.length;
  }

  #dueAt(entry: LensEntry): Date {
    const { settleSeconds, patienceSeconds, now } = this.#options;
    return new Date(now() + (moodOf(entry) === 'open' ? patienceSeconds : settleSeconds) * 1000);
  }

  async #tell(): Promise<number> {
    const due = await this.#journal
      .selectFrom('grid_entry')
      .select(['transaction_id', 'entry', 'told', 'statuses', 'first_seen_at'])
      .select(['document_key', 'correlation_id', 'match'])
      .where('tenant', '=', this.#options.tenant)
      .where('due_at', '<=', new Date(this.#options.now()))
      .orderBy('due_at')
      .limit(PAGE)
      .execute();
    let told = 0;
    for (const row of due) if (await this.#one(row)) told += 1;
    return told;
  }

  async #one(row: Row): Promise<boolean> {
    const entry = JSON.parse(row.entry) as LensEntry;
    const process = await this.#process(row, entry);
    const known = row.document_key;
    const match = known === null ? await matchOf(this.#journal, this.#options.tenant, entry, process) : null;
    const state = match?.state ?? row.match ?? 'matched';
    if (match && match.state !== 'matched' && this.#age(row) < this.#options.missingSeconds) {
      await this.#update(row, { match: state, due_at: new Date(this.#options.now() + 60_000) });
      return false;
    }
    const lens = lensPart(entry, process, state);
    return this.#journal.transaction().execute(async (trx) => {
      const found = match?.state === 'matched' ? match.documentKey : known;
      const key = found ?? (await this.#withoutPayload(trx, entry, lens));
      const news = await this.#hand(trx, key, lens, found === null || isNews(entry, row.told));
      await this.#update(row, { match: state, document_key: key, told: row.statuses, due_at: null }, trx);
      if (news) await this.#wake(trx);
      return news;
    });
  }

  #age({ first_seen_at }: Row): number {
    return (this.#options.now() - first_seen_at.getTime()) / 1000;
  }

  /** All entries of the process that an entry belongs to. */
  async #process({ correlation_id }: Row, entry: LensEntry): Promise<LensEntry[]> {
    if (correlation_id === null) return [entry];
    const rows = await this.#journal
      .selectFrom('grid_entry')
      .select('entry')
      .where('tenant', '=', this.#options.tenant)
      .where('correlation_id', '=', correlation_id)
      .execute();
    return rows.map((row) => JSON.parse(row.entry) as LensEntry);
  }

  async #update(
    { transaction_id }: Row,
    change: { match: Match['state']; due_at: Date | null; document_key?: string; told?: string },
    journal: Journal | JournalTransaction = this.#journal
  ): Promise<void> {
    await journal
      .updateTable('grid_entry')
      .set(change)
      .where('tenant', '=', this.#options.tenant)
      .where('transaction_id', '=', transaction_id)
      .execute();
  }

  /** Gives a document what Lens tells of it. @returns whether it is published for that */
  async #hand(trx: JournalTransaction, key: string, lens: LensPart, news: boolean): Promise<boolean> {
    const { tenant } = this.#options;
    const text = JSON.stringify(lens);
    const rows = trx.updateTable('document').where('tenant', '=', tenant).where('document_key', '=', key);
    await rows.set({ lens: text, revision: newRevision() }).execute();
    if (!news) return false;
    await rows.set({ delivery: 'queued', attempts: 0 }).where('delivery', 'in', ['published', 'arrived']).execute();
    const step = [lens.status, lens.acknowledgement].filter((one) => one !== null).join(', ');
    await trx
      .insertInto('document_step')
      .values({ document_key: key, step: 'grid status', at: new Date(), reason: step })
      .execute();
    return true;
  }

  /** A document that never came to us, made of what Lens knows of it. @returns its key */
  async #withoutPayload(trx: JournalTransaction, entry: LensEntry, lens: LensPart): Promise<string> {
    const { tenant, own } = this.#options;
    const key = hashOf('document', 'lens', tenant, entry.transactionid);
    const known = await trx
      .selectFrom('document')
      .select('document_key')
      .where('document_key', '=', key)
      .executeTakeFirst();
    if (known) return key;
    const received_at = new Date(timeOf(entry.arrivaltime) ?? this.#options.now());
    const name = entry.deliveryfilename ?? entry.receivefilename ?? entry.transactionid;
    const file = await trx
      .insertInto('received_file')
      .values({
        tenant,
        mailbox: 'lens',
        name,
        size: 0,
        sha256: hashOf('lens', entry.transactionid),
        received_at,
        status: 'translated',
        reason: null,
        trace: null,
        corrects: null,
        corrected_by: null,
        correction_reason: null
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const [sender, receiver] = [addressOf(entry.senderaddress), addressOf(entry.receiveraddress)];
    const fromUs = own.some(({ qualifier, id }) => qualifier === sender?.qualifier && id === sender.id);
    const partner = (fromUs ? entry.receiveraddress : entry.senderaddress) ?? '';
    const partitionKey = hashOf('partition', tenant, partner, key);
    const payload: Payload = {
      document: {
        type: entry.editype,
        standard: null,
        version: null,
        direction: fromUs ? 'Outbound' : 'Inbound',
        sender,
        receiver,
        groupSender: null,
        groupReceiver: null,
        interchangeControlNumber: null,
        groupControlNumber: null,
        setControlNumber: null,
        usage: 'Production',
        validationStatus: 'Accepted',
        reason: 'Known from Lens alone: its contents did not come to a mailbox of ours.',
        receivedAt: received_at.toISOString(),
        fileName: name,
        size: 0,
        receipts: 1,
        findings: [],
        lens
      }
    };
    const sequence = sequenceOf(file.id, 0);
    await trx
      .insertInto('document')
      .values({
        document_key: key,
        tenant,
        file_id: file.id,
        sequence,
        interchange_index: -1,
        group_index: -1,
        type: entry.editype,
        standard: null,
        sender: entry.senderaddress,
        receiver: entry.receiveraddress,
        interchange_control_number: null,
        group_control_number: null,
        set_control_number: null,
        kind: null,
        order_number: null,
        partner,
        partition_key: partitionKey,
        record_key: null,
        lane: laneOf(partitionKey),
        outcome: 'recorded',
        hold: null,
        reason: null,
        delivery: 'queued',
        body: sealPayload(key, JSON.stringify(payload), this.#seal),
        received_at,
        published_at: null,
        lens: null
      })
      .execute();
    return key;
  }
}

/**
 * Whether the CRM is told now. That a document which we have was delivered to us is none: it goes along with the next
 * event of the document.
 */
function isNews(entry: LensEntry, told: string | null): boolean {
  return told !== null || moodOf(entry) !== 'good' || hasAcknowledgement(entry);
}

function lensPart(entry: LensEntry, process: readonly LensEntry[], match: Match['state']): LensPart {
  const { code, message } = bestError([entry, ...process]);
  return {
    transactionId: entry.transactionid,
    correlationId: entry.correlationid,
    status: entry.status,
    statusAt: entry.statusdate,
    acknowledgement: entry.fastatus,
    acknowledgementAt: entry.fastatusdate,
    deliveryStatus: entry.deliverystatus,
    errorCode: code,
    errorMessage: message,
    match,
    link: `${LINK}${encodeURIComponent(entry.transactionid)}/details`
  };
}

/** In milliseconds since 1970; null for what is no time. */
function timeOf(text: string | null | undefined): number | null {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? null : time;
}

function addressOf(text: string | null): Address | null {
  const [, qualifier, id] = /^([^:]*):(.+)$/.exec(text ?? '') ?? [];
  return qualifier === undefined || id === undefined ? null : { qualifier, id };
}
