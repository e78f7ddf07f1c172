/** The characters that an interchange declares in its ISA segment, as byte values; -1 where it declares none. */
export interface Delimiters {
  element: number;
  component: number;
  segment: number;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });
const LATIN1 = new TextDecoder('windows-1252');

/** UTF-8 where the bytes are that, else Windows-1252: X12 itself names no character set. NUL becomes U+FFFD. */
function decode(bytes: Uint8Array, start: number, end: number): string {
  let plain = true;
  let text = '';
  for (let at = start; at < end && plain; at += 1) {
    const byte = bytes[at] ?? 0;
    plain = byte > 0 && byte < 0x80;
    if (plain) text += String.fromCharCode(byte);
  }
  if (plain) return text;
  const part = bytes.subarray(start, end);
  return decodeBytes(part).replaceAll('\0', '\uFFFD');
}

function decodeBytes(part: Uint8Array): string {
  try {
    return UTF8.decode(part);
  } catch {
    return LATIN1.decode(part);
  }
}

/**
 * A view of one segment in the bytes it was read from. Elements are found and decoded when they are asked for, because
 * most of them never are. It is valid only until the next chunk is pushed: take what you need, keep no segment.
 */
export class Segment {
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #end: number;
  readonly #delimiters: Delimiters;
  /** Byte offset of the segment in the file. */
  readonly offset: number;
  #separators: number[] | undefined;

  constructor(bytes: Uint8Array, start: number, end: number, offset: number, delimiters: Delimiters) {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.offset = offset;
    this.#delimiters = delimiters;
  }

  get #positions(): number[] {
    if (this.#separators) return this.#separators;
    const found: number[] = [];
    for (let at = this.#start; at < this.#end; at += 1) {
      if (this.#bytes[at] === this.#delimiters.element) found.push(at);
    }
    found.push(this.#end);
    this.#separators = found;
    return found;
  }

  /** Whether the segment id is this one; compares bytes, decodes nothing. */
  is(id: string): boolean {
    const after = this.#start + id.length;
    if (after > this.#end || (after < this.#end && this.#bytes[after] !== this.#delimiters.element)) return false;
    for (let index = 0; index < id.length; index += 1) {
      if (this.#bytes[this.#start + index] !== id.charCodeAt(index)) return false;
    }
    return true;
  }

  get firstByte(): number {
    return this.#bytes[this.#start] ?? -1;
  }

  get id(): string {
    return decode(this.#bytes, this.#start, this.#positions[0] ?? this.#end);
  }

  /** Number of elements after the segment id, empty ones included. */
  get elementCount(): number {
    return this.#positions.length - 1;
  }

  /** The element with its white space, '' when it is absent; 1 is the first after the segment id. */
  raw(position: number): string {
    const from = this.#positions[position - 1];
    const to = this.#positions[position];
    return from === undefined || to === undefined ? '' : decode(this.#bytes, from + 1, to);
  }

  /** The element without padding, '' when it is absent. */
  element(position: number): string {
    return this.raw(position).trim();
  }

  /** The components of a composite element. */
  components(position: number): string[] {
    const { component } = this.#delimiters;
    const raw = this.raw(position);
    return component < 0 ? [raw] : raw.split(String.fromCharCode(component));
  }
}
