import { createHash } from 'node:crypto';
import type { FileStore, Wake } from '../documents/file-store.ts';
import type { SendingMailbox } from '../intake/mailbox.ts';
import { GridError } from '../outbound/action.ts';

/** Channel in the journal of what we have sent ourselves. */
const CHANNEL = 'sent';

/**
 * Puts files of ours into the mailbox, and into the journal, where what we say stands beside what others say. The same
 * file may be sent again after a crash: its name and its bytes are the same, so that it is one file there as here.
 */
export class Sender {
  readonly #open: () => Promise<SendingMailbox>;
  readonly #files: FileStore;
  readonly #tenant: string;
  readonly #wake: Wake;

  constructor(open: () => Promise<SendingMailbox>, files: FileStore, tenant: string, wake: Wake) {
    this.#open = open;
    this.#files = files;
    this.#tenant = tenant;
    this.#wake = wake;
  }

  /** @throws GridError ambiguous: it may lie there or not */
  async send(name: string, bytes: Buffer): Promise<void> {
    let mailbox: SendingMailbox | undefined;
    try {
      mailbox = await this.#open();
      await mailbox.put(name, bytes);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const failure = mailbox === undefined ? 'transient' : 'ambiguous';
      throw new GridError(failure, 'MAILBOX', `The mailbox did not take ${name}: ${message}`, { cause: error });
    } finally {
      await mailbox?.close().catch(() => undefined);
    }
    await this.record(name, bytes);
  }

  /** Notes what was sent; once, however often it is noted. */
  async record(name: string, bytes: Buffer): Promise<void> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file = { name, size: bytes.length, modifiedAt: Date.now() };
    const source = { tenant: this.#tenant, mailbox: CHANNEL };
    await this.#files.receiveAll(source, [{ file, sha256, bytes, refusal: null }], this.#wake);
  }
}
