import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { FileStore, Received, Source } from '../documents/file-store.ts';
import type { WakeUp } from './intake.ts';
import { refusalOf } from './names.ts';

/** A pushed file that is not taken, and the HTTP status that says so. */
export class PushRefused extends Error {
  readonly status: 400 | 401;

  constructor(status: PushRefused['status'], message: string) {
    super(message);
    this.status = status;
  }
}

export interface PushOptions extends Source {
  /** Gives the keys of the signature; each is tried. */
  secrets: () => string[];
  windowSeconds: number;
  maxBytes: number;
  now?: () => number;
}

export interface PushRequest {
  name: string;
  /** Seconds since 1970, as the sender wrote them. */
  timestamp: string;
  /** Chosen by the sender: the same request again carries the same one. */
  id: string;
  /** HMAC-SHA256 in hexadecimal, of what `signedText` gives. */
  signature: string;
  bytes: Buffer;
}

const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What a sender signs: everything that the request says. */
export function signedText({ name, timestamp, id, bytes }: Omit<PushRequest, 'signature'>): string {
  return ['v1', timestamp, id, name, digestOf(bytes)].join('\n');
}

export function signatureOf(request: Omit<PushRequest, 'signature'>, secret: string): string {
  return createHmac('sha256', secret).update(signedText(request)).digest('hex');
}

/**
 * Takes files that a sender pushes over HTTPS. A request is taken once, by its id and within a window of time; its
 * answer is given after the commit, so that a sender who gets none sends again and gets the same answer.
 */
export class PushChannel {
  readonly maxBytes: number;
  readonly #files: FileStore;
  readonly #wake: WakeUp;
  readonly #options: PushOptions;
  readonly #now: () => number;

  constructor(files: FileStore, wake: WakeUp, options: PushOptions) {
    this.maxBytes = options.maxBytes;
    this.#files = files;
    this.#wake = wake;
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** @throws PushRefused when the signature, the time or the name is not acceptable */
  async take(request: PushRequest): Promise<Received & { repeated: boolean }> {
    this.#verify(request);
    const refusal = refusalOf(request.name);
    if (refusal !== null) throw new PushRefused(400, `The file name is not accepted, because ${refusal}.`);
    const { name, bytes } = request;
    const sha256 = digestOf(bytes);
    // A request is known by its id and what it brings: sent again, at whatever time, it is no further receipt.
    const file = { name, size: bytes.length, modifiedAt: 0 };
    const receiptName = `${request.id} ${sha256}`;
    const arrived = { file, sha256, bytes, refusal: null, receiptName };
    if ((await this.#files.known(this.#options, [{ ...file, name: receiptName }])).size > 0)
      return { fileId: 0, receipts: 0, repeated: true };
    const [received] = await this.#files.receiveAll(this.#options, [arrived], this.#wake.inside);
    this.#wake.after();
    return { fileId: 0, receipts: 1, ...received, repeated: false };
  }

  #verify(request: PushRequest): void {
    const known = this.#options.secrets().map((secret) => {
      const expected = Buffer.from(signatureOf(request, secret));
      const given = Buffer.from(request.signature);
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
    if (!known.includes(true)) throw new PushRefused(401, 'The signature does not fit the request.');
    const age = Math.abs(this.#now() / 1000 - Number(request.timestamp));
    if (!(age <= this.#options.windowSeconds))
      throw new PushRefused(401, `The request's time is more than ${this.#options.windowSeconds} seconds off.`);
    if (!/^[\w-]{8,64}$/.test(request.id))
      throw new PushRefused(400, 'The id of a request has 8 to 64 letters, digits, - or _.');
  }
}
