import { packed } from '../../edi/packed.ts';

/** Slots for each code; the more, the sooner one is found. */
const ROOMY = 4;

/** Values by codes of at most four characters, as numbers (see {@link packed}): found sooner than in a Map. */
export class CodeTable<T> {
  readonly #codes: Int32Array;
  readonly #values: (T | undefined)[];
  readonly #mask: number;

  constructor(entries: readonly (readonly [string, T])[]) {
    const codes = entries.flatMap(([code, value]) =>
      Number.isNaN(packed(code)) ? [] : [[packed(code), value] as const]
    );
    const size = 2 ** Math.ceil(Math.log2(Math.max(1, codes.length) * ROOMY));
    this.#codes = new Int32Array(size);
    this.#values = new Array<T | undefined>(size).fill(undefined);
    this.#mask = size - 1;
    for (const [code, value] of codes) {
      const slot = this.#slotOf(code);
      this.#codes[slot] = code;
      this.#values[slot] = value;
    }
  }

  /** All of them. */
  get values(): T[] {
    return this.#values.filter((value): value is T => value !== undefined);
  }

  /** Undefined for a code that is not there, and for 0 and -1, which are none. */
  get(code: number): T | undefined {
    return this.#values[this.#slotOf(code)];
  }

  /** That of the code, or a free one. */
  #slotOf(code: number): number {
    let slot = (Math.imul(code, 0x9e3779b1) >>> 16) & this.#mask;
    while (this.#codes[slot] !== code && this.#codes[slot] !== 0) slot = (slot + 1) & this.#mask;
    return slot;
  }
}
