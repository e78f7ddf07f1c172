import * as places from '../../edi/places.ts';
import { type PlaceId, type SetTree } from '../../edi/tree.ts';
import { decimalText, impliedDecimal } from '../decimal.ts';
import { CodeTable } from './code-table.ts';
import { type Literal, literalOf } from './json-text.ts';
import { isPlainNumber } from './plain-number.ts';
import type { Path } from './path.ts';
import type { MappingRun } from './run.ts';
import type { Way } from './way.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const { NOWHERE, ROOT } = places;

/** How a value is written. */
export const TEXT = 0;
export const DECIMAL = 1;
export const CODE = 2;
export const MEANING = 3;

type Words = Readonly<Record<string, string>>;

interface Form {
  /** What people call the value, for sentences. */
  name?: string;
  /** Implied decimal places. */
  places?: number;
  words?: Words;
}

/**
 * A value at a path, written from the bytes where it stands. One class for all kinds, told apart by numbers: V8 calls
 * nothing as quickly as the only method of a name.
 */
export class ValueAt {
  readonly way: Way;
  readonly #path: Path;
  readonly element: number;
  readonly component: number;
  readonly kind: number;
  readonly #form: Form;
  readonly #places: number;
  /** What is written before the value, and the same with the quotation mark of a string. */
  readonly before: Literal;
  readonly beforeText: Literal;
  /** What is written for a code, and before it, by the number that it is packed to. */
  readonly known: CodeTable<Literal>;

  /** @param before is written before the value: the name of its member */
  constructor(path: Path, kind: number, form: Form = {}, before = '') {
    this.way = path.way;
    this.#path = path;
    this.element = path.element ?? 0;
    this.component = path.component ?? 0;
    this.kind = kind;
    this.#form = form;
    this.#places = form.places ?? 0;
    this.before = literalOf(before);
    this.beforeText = literalOf(`${before}"`);
    this.known = new CodeTable(
      Object.entries(form.words ?? {}).map(([code, text]) => [
        code,
        literalOf(before + JSON.stringify(kind === CODE ? { code, text } : text))
      ])
    );
  }

  /** The same value behind some text. */
  behind(before: string): ValueAt {
    return new ValueAt(this.#path, this.kind, this.#form, before);
  }

  /** Whether there is a value at a place that the way leads to; the tree then knows where. */
  locate({ tree }: MappingRun, found: PlaceId): boolean {
    const segment = found === ROOT ? tree.segmentOf(found) : found;
    return segment !== NOWHERE && this.element > 0 && tree.locate(segment, this.element, this.component);
  }

  /** Writes what was located; false where it cannot be read, and what was written is to be taken back. */
  write(run: MappingRun, found: PlaceId): boolean {
    const { tree, out } = run;
    if (this.kind < CODE && this.isSimple(tree)) {
      out.string(this.beforeText, tree.bytes, tree.from, tree.to);
      return true;
    }
    if (this.kind === DECIMAL) return this.#writeDecimal(run, found);
    const literal = this.known.get(tree.packed());
    if (literal === undefined) return this.#writeUnknown(run, found);
    out.literal(literal);
    return true;
  }

  /** Whether what was located last is written as it stands, or known by its code. */
  isSimple(tree: SetTree): boolean {
    if (this.kind >= CODE) return this.known.get(tree.packed()) !== undefined;
    return this.kind === TEXT || (this.#places === 0 && isPlainNumber(tree.bytes, tree.from, tree.to));
  }

  #writeDecimal(run: MappingRun, found: PlaceId): boolean {
    const { element, component } = this.#path;
    const text = run.tree.textBetween(found, run.tree.from, run.tree.to);
    const value = this.#places > 0 ? impliedDecimal(text, this.#places) : decimalText(text);
    if (value === null)
      run.unreadable(this.#form.name ?? '', text, 'number', { place: run.nodeAt(found), element, component });
    else this.#writeValue(run, value);
    return value !== null;
  }

  /** A code that is too long to be packed, or that we do not interpret: it then has no words, or no meaning. */
  #writeUnknown(run: MappingRun, found: PlaceId): boolean {
    const code = run.tree.textBetween(found, run.tree.from, run.tree.to);
    const { words = {} } = this.#form;
    const text = Object.hasOwn(words, code) ? words[code] : undefined;
    if (this.kind === CODE) this.#writeValue(run, { code, text });
    else if (text !== undefined) this.#writeValue(run, text);
    return this.kind === CODE || text !== undefined;
  }

  #writeValue({ out }: MappingRun, value: unknown): void {
    out.literal(this.before);
    out.value(value);
  }
}
