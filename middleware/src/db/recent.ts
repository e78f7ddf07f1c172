/** Contents that were put aside lately, up to a number of bytes, each until it is taken: the oldest ones go first. */
export class Recent {
  readonly #most: number;
  readonly #byKey = new Map<string, Uint8Array>();
  #bytes = 0;

  /** @param most bytes that are kept; what alone is larger is not */
  constructor(most: number) {
    this.#most = most;
  }

  /** @param contents nobody may change them afterwards */
  put(key: string, contents: Uint8Array): void {
    this.take(key);
    if (contents.length > this.#most) return;
    this.#byKey.set(key, contents);
    this.#bytes += contents.length;
    for (const oldest of this.#byKey.keys()) {
      if (this.#bytes <= this.#most) return;
      this.take(oldest);
    }
  }

  /** Gives them once. */
  take(key: string): Uint8Array | undefined {
    const contents = this.#byKey.get(key);
    if (contents === undefined) return undefined;
    this.#byKey.delete(key);
    this.#bytes -= contents.length;
    return contents;
  }
}
