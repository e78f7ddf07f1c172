/** Apex's Blob. */
export class ApexBlob {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  toString(): string {
    return `Blob[${String(this.bytes.length)}]`;
  }
}
