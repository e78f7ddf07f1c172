import { createHash } from 'node:crypto';
import type { Collection, Store } from '../state/store.ts';

export interface Answer {
  status: number;
  body: unknown;
}

interface Kept extends Answer {
  digest: string;
}

/** Answers that were given already, so that a request that is sent again does nothing again. */
export class Idempotency {
  readonly #kept: Collection<Kept>;
  readonly #running = new Map<string, { digest: string; answer: Promise<Answer> }>();

  constructor(store: Store) {
    this.#kept = store.collection('idempotency');
  }

  /**
   * Does the work once for a key. Failures are not kept, so that they can be tried again.
   * @param content of the request: the same key with other content is refused
   */
  async once(key: string, content: Buffer, work: () => Promise<Answer>): Promise<Answer & { replayed: boolean }> {
    const digest = createHash('sha256').update(content).digest('hex');
    const running = this.#running.get(key);
    const known = this.#kept.get(key) ?? (running && { ...(await running.answer), digest: running.digest });
    if (known && known.digest !== digest) {
      const error = { code: 'idempotencyKeyReused', message: 'This Idempotency-Key came before with another request.' };
      return { status: 422, body: { error }, replayed: false };
    }
    if (known) return { status: known.status, body: known.body, replayed: true };
    const answer = work();
    this.#running.set(key, { digest, answer });
    try {
      const { status, body } = await answer;
      if (status < 300) this.#kept.put(key, { digest, status, body });
      return { status, body, replayed: false };
    } finally {
      this.#running.delete(key);
    }
  }
}
