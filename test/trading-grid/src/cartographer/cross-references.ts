import type { Collection, Store } from '../state/store.ts';
import { without } from '../state/without.ts';

export interface Header {
  name: string;
  mandatory: boolean;
  regularExpressions: string;
  headerLabel: string;
  customLabel: string;
  minLength: number;
  maxLength: number;
}

export interface XrefEntry {
  key: string;
  values: { index: number; value: string }[];
}

export interface Entity {
  solutionId: string;
  id: number;
  name: string;
  description: string;
  createDate: number;
  isReadOnly: boolean;
  maxRows: number;
  keyHeaders: Header[];
  valueHeaders: Header[];
  lock: { userName: string; userId: string; timestamp: number } | null;
  entries: Record<string, XrefEntry>;
}

export interface PrexrefEntry {
  searchDoctype: string;
  searchSender: string;
  searchReceiver: string;
  profileDoctype: string;
  profileSender: string;
  profileReceiver: string;
}

export const PREXREF_FIELDS = [
  'searchDoctype', 'searchSender', 'searchReceiver', 'profileDoctype', 'profileSender', 'profileReceiver'
] as const; // prettier-ignore

/** Separates the parts of a key. */
const KEY_DELIMITER = '|';

const header = (name: string, label: string, mandatory: boolean, maxLength: number, expression = ''): Header => ({
  name, mandatory, regularExpressions: expression, headerLabel: label, customLabel: label,
  minLength: mandatory ? 1 : 0, maxLength
}); // prettier-ignore

/** Cross references of all customers' solutions. */
export class CrossReferences {
  readonly #entities: Collection<Entity>;
  readonly #prexref: Collection<PrexrefEntry & { solutionId: string }>;

  constructor(store: Store) {
    this.#entities = store.collection('xref entity');
    this.#prexref = store.collection('prexref');
  }

  /** The entities that a new solution has: in the real one OpenText makes them, and there is no call for it. */
  seed(solutionId: string, now: number): void {
    if (this.entities(solutionId).length > 0) return;
    const make = (id: number, name: string, description: string, keys: Header[], values: Header[], isReadOnly = false) =>
      this.#entities.put(`${solutionId}/${name}`, {
        solutionId, id, name, description, createDate: now, isReadOnly, maxRows: 10_000,
        keyHeaders: keys, valueHeaders: values, lock: null, entries: {}
      }); // prettier-ignore
    make(
      1, 'TRADING_PARTNERS', 'Identifiers and routing of trading partners',
      [header('PARTNER', 'Partner key', true, 40)],
      [
        header('QUALIFIER', 'Interchange qualifier', true, 4, '[A-Za-z0-9]{1,4}'),
        header('IDENTIFIER', 'Interchange identifier', true, 35),
        header('STANDARD', 'EDI standard', false, 10, '(X12|EDIFACT)?'),
        header('VERSION', 'Version', false, 12),
        header('ROUTE', 'Route or mailbox', false, 60)
      ]
    ); // prettier-ignore
    make(
      2, 'SHIP_TO', 'Ship-to locations by partner and their code',
      [header('PARTNER', 'Partner key', true, 40), header('LOCATION', 'Location code', true, 35)],
      [header('ACCOUNT', 'Account', true, 80)]
    ); // prettier-ignore
    const units = make(
      3,
      'UNITS',
      'Units of measure',
      [header('FROM', 'From', true, 3)],
      [header('TO', 'To', true, 3)],
      true
    );
    for (const [from, to] of [['EA', 'PCE'], ['CA', 'CS'], ['DZ', 'DZN']] as const) {
      units.entries[from] = { key: from, values: [{ index: 1, value: to }] };
    } // prettier-ignore
    this.#entities.put(`${solutionId}/UNITS`, units);
  }

  entities(solutionId: string): Entity[] {
    return this.#entities
      .values()
      .filter((entity) => entity.solutionId === solutionId)
      .sort((a, b) => a.id - b.id);
  }

  entity(solutionId: string, name: string): Entity | undefined {
    return this.#entities.get(`${solutionId}/${name}`);
  }

  save(entity: Entity): void {
    this.#entities.put(`${entity.solutionId}/${entity.name}`, entity);
  }

  /** The entry as it would be stored, or why it cannot be. */
  check(entity: Entity, body: unknown): XrefEntry | string {
    const { key, values } = (body ?? {}) as { key?: unknown; values?: unknown };
    if (typeof key !== 'string' || key === '') return 'key is missing';
    if (!Array.isArray(values)) return 'values is missing';
    const parts = key.split(KEY_DELIMITER);
    if (parts.length !== entity.keyHeaders.length) {
      return `the key has ${entity.keyHeaders.length} parts, separated by ${KEY_DELIMITER}`;
    }
    const texts = values.map((one: { index?: unknown; value?: unknown } | null) => ({
      index: Number(one?.index),
      value: typeof one?.value === 'string' ? one.value : ''
    }));
    if (texts.some(({ index }) => !Number.isInteger(index) || index < 1 || index > entity.valueHeaders.length)) {
      return `an index is 1 to ${entity.valueHeaders.length}`;
    }
    const problem =
      entity.keyHeaders.map((one, at) => problemOf(one, parts[at] ?? '')).find((text) => text !== undefined) ??
      entity.valueHeaders
        .map((one, at) => problemOf(one, texts.find(({ index }) => index === at + 1)?.value ?? ''))
        .find((text) => text !== undefined);
    return problem ?? { key, values: texts.sort((a, b) => a.index - b.index) };
  }

  prexref(solutionId: string): PrexrefEntry[] {
    return this.#prexref
      .values()
      .filter((entry) => entry.solutionId === solutionId)
      .map((entry) => without(entry, 'solutionId'));
  }

  findPrexref(solutionId: string, entry: PrexrefEntry): PrexrefEntry | undefined {
    return this.#prexref.get(prexrefKey(solutionId, entry));
  }

  putPrexref(solutionId: string, entry: PrexrefEntry): void {
    this.#prexref.put(prexrefKey(solutionId, entry), { solutionId, ...entry });
  }

  removePrexref(solutionId: string, entry: PrexrefEntry): boolean {
    return this.#prexref.remove(prexrefKey(solutionId, entry));
  }
}

/** What is searched for identifies an entry; what is found is its value. */
const prexrefKey = (solutionId: string, { searchDoctype, searchSender, searchReceiver }: PrexrefEntry) =>
  [solutionId, searchDoctype, searchSender, searchReceiver].join('|');

function problemOf(
  { name, mandatory, minLength, maxLength, regularExpressions }: Header,
  value: string
): string | undefined {
  if (value === '') return mandatory ? `${name} is mandatory` : undefined;
  if (value.length < minLength || value.length > maxLength)
    return `${name} has ${minLength} to ${maxLength} characters`;
  if (regularExpressions !== '' && !new RegExp(`^(?:${regularExpressions})$`).test(value)) {
    return `${name} does not match ${regularExpressions}`;
  }
  return undefined;
}
