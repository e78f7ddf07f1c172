import type { PlacementSink } from './guide/walker.ts';
import { idOf, type Segment } from './segment.ts';
import type { Syntax } from './syntax.ts';
import type { LoopNode, SegmentNode } from './tree.ts';

interface AsciiBytes {
  latin1Slice(from: number, to: number): string;
}

/** Bytes that are known to be ASCII as text. Buffer's own method works on any bytes, at a fraction of a decoder's cost. */
function asciiText(bytes: Uint8Array, from: number, to: number): string {
  return (Buffer.prototype as unknown as AsciiBytes).latin1Slice.call(bytes, from, to);
}

/** Ids as they are met, so that equal ones are one string. */
const ids = new Map<number, string>();

function internedId(segment: Segment): string {
  const { key } = segment;
  let id = ids.get(key);
  if (id === undefined) {
    id = key === 0 ? segment.id.slice(0, 3) : idOf(key);
    if (ids.size < 1000) ids.set(key, id);
  }
  return id;
}

/** Most elements have no padding, and asking costs less than a new string. */
function trimmed(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last <= 0x20 || text.charCodeAt(0) <= 0x20 ? text.trim() : text;
}

/** The delimiters of a syntax as text; '' where it has none. */
interface Separators {
  isX12: boolean;
  element: string;
  component: string;
  repetition: string;
}

const separators = new WeakMap<Syntax, Separators>();

function separatorsOf(syntax: Syntax): Separators {
  let found = separators.get(syntax);
  if (!found) {
    const { element, component, repetition } = syntax.delimiters;
    const text = (byte: number) => (byte < 0 ? '' : String.fromCharCode(byte));
    const isX12 = syntax.standard === 'X12';
    found = { isX12, element: text(element), component: text(component), repetition: text(repetition) };
    separators.set(syntax, found);
  }
  return found;
}

/** A segment of plain characters: one text, which is cut where somebody looks. */
class PlainNode implements SegmentNode {
  readonly id: string;
  readonly position: number;
  readonly offset: number;
  readonly #separators: Separators;
  /** The text until it is cut, then its parts. */
  #content: string | string[];

  constructor(segment: Segment, position: number) {
    this.id = internedId(segment);
    this.position = position;
    this.offset = segment.offset;
    this.#separators = separatorsOf(segment.syntax);
    this.#content = asciiText(segment.bytes, segment.start, segment.end);
  }

  get #parts(): string[] {
    if (typeof this.#content === 'string') this.#content = this.#content.split(this.#separators.element);
    return this.#content;
  }

  get elementCount(): number {
    return this.#parts.length - 1;
  }

  element(element: number): string {
    return this.#separators.isX12 ? trimmed(this.#parts[element] ?? '') : this.component(element, 1);
  }

  component(element: number, component: number): string {
    return this.components(element)[component - 1] ?? '';
  }

  components(element: number): string[] {
    const raw = this.#parts[element] ?? '';
    const { repetition } = this.#separators;
    return this.#cut(repetition === '' ? raw : (raw.split(repetition, 1)[0] ?? ''));
  }

  repeats(element: number): string[][] {
    const raw = this.#parts[element] ?? '';
    const { repetition } = this.#separators;
    return (repetition === '' ? [raw] : raw.split(repetition)).map((part) => this.#cut(part));
  }

  #cut(text: string): string[] {
    const { component } = this.#separators;
    if (component === '' || !text.includes(component)) return [trimmed(text)];
    return text.split(component).map(trimmed);
  }
}

/** A segment with released or other characters than ASCII, or binary data: cut by the separators that were found. */
class ParsedNode implements SegmentNode {
  readonly id: string;
  readonly position: number;
  readonly offset: number;
  readonly #raw: string[];
  readonly #parts: string[][][];
  readonly #isX12: boolean;

  constructor(segment: Segment, position: number) {
    this.id = internedId(segment);
    this.position = position;
    this.offset = segment.offset;
    this.#isX12 = segment.syntax.standard === 'X12';
    const elements = Array.from({ length: segment.elementCount }, (_, index) => index + 1);
    this.#raw = this.#isX12 ? elements.map((element) => segment.element(element)) : [];
    this.#parts = elements.map((element) => segment.repeats(element));
  }

  get elementCount(): number {
    return this.#parts.length;
  }

  element(element: number): string {
    return this.#isX12 ? (this.#raw[element - 1] ?? '') : this.component(element, 1);
  }

  component(element: number, component: number): string {
    return this.components(element)[component - 1] ?? '';
  }

  components(element: number): string[] {
    return this.repeats(element)[0] ?? [''];
  }

  repeats(element: number): string[][] {
    return this.#parts[element - 1] ?? [['']];
  }
}

export function segmentNode(segment: Segment, position: number): SegmentNode {
  segment.mark();
  return segment.plain ? new PlainNode(segment, position) : new ParsedNode(segment, position);
}

/** Builds the tree of one set while a guide's walker tells where each segment stands. */
export class TreeBuilder implements PlacementSink {
  readonly root: LoopNode = { id: '', segments: [], loops: [] };
  readonly #open: LoopNode[] = [this.root];

  place(segment: Segment, position: number, depth: number, begins: boolean): void {
    const node = segmentNode(segment, position);
    this.#open.length = Math.min(this.#open.length, begins ? depth - 1 : depth);
    const inside = this.#open[this.#open.length - 1] ?? this.root;
    if (!begins) {
      inside.segments.push(node);
      return;
    }
    const loop: LoopNode = { id: node.id, segments: [node], loops: [] };
    inside.loops.push(loop);
    this.#open.push(loop);
  }
}
