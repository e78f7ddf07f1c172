import { NOWHERE, packed, type PlaceId, ROOT } from '../../edi/tree.ts';
import { decimalText, impliedDecimal } from '../decimal.ts';
import { type Literal, literalOf } from './json-text.ts';
import type { Path } from './path.ts';
import type { MappingRun } from './run.ts';
import type { Way } from './way.ts';

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
  readonly #element: number;
  readonly #component: number;
  readonly #kind: number;
  readonly #name: string;
  readonly #places: number;
  readonly #words: Words;
  /** What is written for a code, by the number that it is packed to. */
  readonly #known: ReadonlyMap<number, Literal>;

  constructor(path: Path, kind: number, { name = '', places = 0, words = {} }: Form = {}) {
    this.way = path.way;
    this.#path = path;
    this.#element = path.element ?? 0;
    this.#component = path.component ?? 0;
    this.#kind = kind;
    this.#name = name;
    this.#places = places;
    this.#words = words;
    this.#known = new Map(
      Object.entries(words).map(([code, text]) => [
        packed(code),
        literalOf(JSON.stringify(kind === CODE ? { code, text } : text))
      ])
    );
  }

  /** Whether there is a value at a place that the way leads to; the tree then knows where. */
  locate({ tree }: MappingRun, found: PlaceId): boolean {
    const segment = found === ROOT ? tree.segmentOf(found) : found;
    return segment !== NOWHERE && this.#element > 0 && tree.locate(segment, this.#element, this.#component);
  }

  /** Writes what was located; false where it cannot be read. */
  write(run: MappingRun, found: PlaceId): boolean {
    const { tree, out } = run;
    if (this.#kind === TEXT || (this.#kind === DECIMAL && this.#isPlain(tree.bytes, tree.from, tree.to))) {
      out.string(tree.bytes, tree.from, tree.to);
      return true;
    }
    if (this.#kind === DECIMAL) return this.#writeDecimal(run, found);
    const literal = this.#known.get(tree.packed());
    if (literal === undefined) return this.#writeUnknown(run, found);
    out.literal(literal);
    return true;
  }

  /** Digits with at most one point between them, and no superfluous zero before: what nearly every number is. */
  #isPlain(bytes: Uint8Array, from: number, to: number): boolean {
    const length = to - from;
    if (this.#places > 0 || length > 30) return false;
    if (bytes[from] === 0x30 && length > 1 && bytes[from + 1] !== 0x2e) return false;
    let points = 0;
    for (let at = from; at < to; at += 1) {
      const byte = bytes[at] as number;
      if (byte >= 0x30 && byte <= 0x39) continue;
      if (byte !== 0x2e || at === from || at === to - 1) return false;
      points += 1;
    }
    return points <= 1;
  }

  #writeDecimal(run: MappingRun, found: PlaceId): boolean {
    const { element, component } = this.#path;
    const text = run.tree.textBetween(found, run.tree.from, run.tree.to);
    const value = this.#places > 0 ? impliedDecimal(text, this.#places) : decimalText(text);
    if (value === null) run.unreadable(this.#name, text, 'number', { place: run.nodeAt(found), element, component });
    else run.out.value(value);
    return value !== null;
  }

  /** A code that is too long to be packed, or that we do not interpret: it then has no words, or no meaning. */
  #writeUnknown({ tree, out }: MappingRun, found: PlaceId): boolean {
    const code = tree.textBetween(found, tree.from, tree.to);
    const text = Object.hasOwn(this.#words, code) ? this.#words[code] : undefined;
    if (this.#kind === CODE) out.value({ code, text });
    else if (text !== undefined) out.value(text);
    return this.#kind === CODE || text !== undefined;
  }
}
