import type { Type } from '../types/type.ts';
import type { LineWriter } from './line-writer.ts';

/** Types whose values are small, so that the measure of the heap need not see the variables that hold them. */
const SMALL = new Set(['Integer', 'Long', 'Double', 'Decimal', 'Boolean', 'Date', 'Datetime', 'Time', 'Id', 'Type']);

/**
 * The places of one body's variables on the stack that the measure of the heap walks. Emitted code calls the stack `S`
 * and the index of the body's first place `B`.
 */
export class Frame {
  /** A body with a loop may fill its object without a variable of its own. */
  loops = false;
  /** Place 0 is for the object whose method this is. */
  private used = 1;
  private most = 1;

  /** A place for a variable of this type; null where its values are small. */
  place(type?: Type): number | null {
    if (type && (type.kind === 'void' || type.kind === 'null' || SMALL.has(type.name) || isEnum(type))) {
      return null;
    }
    this.used += 1;
    this.most = Math.max(this.most, this.used);
    return this.used - 1;
  }

  mark(): number {
    return this.used;
  }

  /** Gives back the places taken since the mark; JavaScript that forgets what they held. */
  release(mark: number): string {
    const places = Array.from({ length: this.used - mark }, (_, index) => mark + index);
    this.used = mark;
    return places.length ? `${places.map((place) => `S[B + ${String(place)}]`).join(' = ')} = null;` : '';
  }

  /** Wraps what `work` writes, where it needs places at all. */
  around<T>(out: LineWriter, options: { self: boolean; parameters: readonly Kept[] }, work: () => T): T {
    const opening = out.reserve();
    const result = work();
    if (this.most > 1 || (options.self && this.loops)) {
      const first = options.self ? ' S[B] = this;' : '';
      const rest = options.parameters.map((one) => (one.place === null ? '' : ` ${kept(one, one.js)};`));
      opening.write(`const B = $.enter(${String(this.most)}); try {${first}${rest.join('')} `);
      out.write(' } finally { $.leave(B); }');
    }
    return result;
  }
}

/** A variable and its place. */
export interface Kept {
  js: string;
  place: number | null;
}

/** The value of a variable, kept where the measure of the heap finds it. */
export function kept({ place }: Kept, value: string): string {
  return place === null ? value : `S[B + ${String(place)}] = ${value}`;
}

function isEnum(type: Type): boolean {
  return type.kind === 'class' && type.symbol.kind === 'enum';
}
