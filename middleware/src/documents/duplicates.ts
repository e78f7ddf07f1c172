import type { Journal, ReceivedFileRow } from '../db/schema.ts';
import type { Interchange } from '../edi/envelope.ts';

export interface DuplicateRules {
  /** What becomes of an interchange whose number came before with other bytes. */
  action: 'hold' | 'warn' | 'ignore';
  lookBackDays: number;
}

/** An interchange that was accepted, as the journal remembers it. */
export interface InterchangeRow {
  tenant: string;
  sender: string;
  receiver: string;
  control_number: string;
  file_id: number;
  interchange_index: number;
  received_at: Date;
}

interface Known {
  file_id: number;
  interchange_index: number;
  name: string;
  received_at: Date;
}

const DAY_MILLISECONDS = 86_400_000;
const identityOf = (row: Pick<InterchangeRow, 'sender' | 'receiver' | 'control_number'>) =>
  `${row.sender}\0${row.receiver}\0${row.control_number}`;

export function interchangeRow(file: ReceivedFileRow, interchange: Interchange): InterchangeRow {
  return {
    tenant: file.tenant,
    sender: `${interchange.sender.qualifier}:${interchange.sender.id}`,
    receiver: `${interchange.receiver.qualifier}:${interchange.receiver.id}`,
    control_number: interchange.controlNumber,
    file_id: file.id,
    interchange_index: interchange.index,
    received_at: file.received_at
  };
}

/** The interchanges of some files, and which of them look like duplicates of earlier ones. */
export class Duplicates {
  readonly #rules: DuplicateRules;
  readonly #known = new Map<string, Known[]>();

  private constructor(rules: DuplicateRules) {
    this.#rules = rules;
  }

  /** Asks the journal once for all of them. */
  static async of(
    journal: Journal,
    rules: DuplicateRules,
    interchanges: readonly InterchangeRow[]
  ): Promise<Duplicates> {
    const duplicates = new Duplicates(rules);
    const [first] = interchanges;
    if (rules.action === 'ignore' || !first) return duplicates;
    const identities = [...new Map(interchanges.map((row) => [identityOf(row), row])).values()];
    const rows = await journal
      .selectFrom('interchange')
      .innerJoin('received_file', 'received_file.id', 'interchange.file_id')
      .select(['interchange.sender', 'interchange.receiver', 'interchange.control_number'])
      .select(['received_file.name', 'interchange.received_at'])
      .select(['interchange.file_id', 'interchange.interchange_index'])
      .where('interchange.tenant', '=', first.tenant)
      .where((where) =>
        where(
          where.refTuple('interchange.sender', 'interchange.receiver', 'interchange.control_number'),
          'in',
          identities.map(({ sender, receiver, control_number }) => where.tuple(sender, receiver, control_number))
        )
      )
      .orderBy('interchange.file_id')
      .execute();
    for (const row of rows) duplicates.#add(identityOf(row), row);
    return duplicates;
  }

  /**
   * Why an interchange is suspected, or null; it counts as an earlier one for those that are asked about after it.
   * @param name of its file
   */
  suspicionOf(row: InterchangeRow, name: string): string | null {
    if (this.#rules.action === 'ignore') return null;
    const earlier = this.#known.get(identityOf(row))?.findLast((known) => isBefore(known, row));
    this.#add(identityOf(row), { ...row, name });
    if (!earlier) return null;
    const age = row.received_at.getTime() - earlier.received_at.getTime();
    if (age > this.#rules.lookBackDays * DAY_MILLISECONDS) return null;
    return `Suspected duplicate: interchange ${row.control_number} of this sender came before with other content, in the file ${earlier.name.slice(0, 100)} of ${earlier.received_at.toISOString()}.`;
  }

  #add(identity: string, known: Known): void {
    const others = this.#known.get(identity);
    if (others) others.push(known);
    else this.#known.set(identity, [known]);
  }
}

/** Files that are read again may be older than others of the same number. */
const isBefore = (known: Known, row: InterchangeRow) =>
  known.file_id < row.file_id || (known.file_id === row.file_id && known.interchange_index < row.interchange_index);
