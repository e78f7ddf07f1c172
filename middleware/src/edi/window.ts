/** More than the pieces that streams come in; a larger one is taken piece by piece, so that memory stays bounded. */
export const LARGEST_PIECE = 256 * 1024;

/**
 * The bytes of a stream that are not done with yet, in one buffer that is filled at its end. What is left over moves to
 * the front only when there is no room behind it, so that small pieces cost no more than large ones.
 */
export class ByteWindow {
  /** One class of array whatever the stream gives: V8 is twice as quick then. */
  #buffer: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  bytes: Uint8Array<ArrayBuffer> = this.#buffer;
  /** The same two by two. */
  pairs = new Uint16Array(this.#buffer.buffer);
  /** Offset in the file of the first byte. */
  base = 0;

  /**
   * Adds bytes behind those from `from` on, which are kept.
   * @returns by how much those were moved to the front
   */
  append(piece: Uint8Array, from: number): number {
    const { length } = this.bytes;
    const rest = length - from;
    let moved = 0;
    if (length + piece.length > this.#buffer.length) {
      moved = from;
      const roomy = rest * 2 <= this.#buffer.length && rest + piece.length <= this.#buffer.length;
      if (roomy) this.#buffer.copyWithin(0, from, length);
      else {
        const needed = rest + piece.length;
        const larger = new Uint8Array(Math.max(needed + (needed % 2), this.#buffer.length * 2, 1024));
        larger.set(this.bytes.subarray(from));
        this.#buffer = larger;
        this.pairs = new Uint16Array(larger.buffer);
      }
    }
    this.#buffer.set(piece, length - moved);
    this.bytes = this.#buffer.subarray(0, length - moved + piece.length);
    this.base += moved;
    return moved;
  }
}
