import { isTemporary, type Mailboxes } from '../mailbox.ts';
import type { GridState } from '../state/grid-state.ts';
import type { Network } from './network.ts';

/** Takes what customers put into `/incoming`: by sweeps, as networks do, and never a file that is still being written. */
export class Incoming {
  readonly #state: GridState;
  readonly #mailboxes: Mailboxes;
  readonly #network: Network;
  readonly #open = new Map<string, number>();
  readonly #planned = new Set<string>();
  /** One file after the other, so that two sweeps never take the same one. */
  #taking: Promise<unknown> = Promise.resolve();

  constructor(state: GridState, mailboxes: Mailboxes, network: Network) {
    this.#state = state;
    this.#mailboxes = mailboxes;
    this.#network = network;
    state.clock.handle('sweep', async ({ mailbox }) => {
      this.#planned.delete(String(mailbox));
      await this.sweep(String(mailbox));
    });
  }

  /** A handle was opened on a file of the folder. */
  opened(mailbox: string, name: string): void {
    const key = `${mailbox}/${name}`;
    this.#open.set(key, (this.#open.get(key) ?? 0) + 1);
  }

  closed(mailbox: string, name: string): void {
    const key = `${mailbox}/${name}`;
    const count = (this.#open.get(key) ?? 1) - 1;
    if (count > 0) this.#open.set(key, count);
    else this.#open.delete(key);
    this.plan(mailbox);
  }

  /** Plans the next sweep of a mailbox, unless one is planned. */
  plan(mailbox: string): void {
    if (this.#planned.has(mailbox)) return;
    this.#planned.add(mailbox);
    this.#state.clock.after(this.#state.settings.sweepSeconds, 'sweep', { mailbox });
  }

  /** Takes every file that is complete now. */
  sweep(mailbox: string): Promise<void> {
    const work = this.#taking.then(() => this.#sweep(mailbox));
    this.#taking = work.catch(() => undefined);
    return work;
  }

  /** Waits until no file is being taken. */
  async idle(): Promise<void> {
    await this.#taking;
  }

  async #sweep(mailbox: string): Promise<void> {
    for (const { name } of await this.#mailboxes.files(mailbox, 'incoming')) {
      if (isTemporary(name) || this.#open.has(`${mailbox}/${name}`)) continue;
      const bytes = await this.#mailboxes.read(mailbox, 'incoming', name);
      await this.#network.fromCustomer(mailbox, name, bytes);
      // Removed last: a simulator that is killed in between takes the file again, and marks it as a duplicate.
      await this.#mailboxes.remove(mailbox, 'incoming', name);
    }
  }
}
