/**
 * Takes turns at work that needs the processor: whoever asks first is served first, one at a time, so that a tenant with
 * a long queue gets no more turns than one with a short one.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
