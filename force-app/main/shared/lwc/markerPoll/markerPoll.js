const SECONDS = 5;

/**
 * Asks every few seconds, while the page is visible, for a text that changes whenever what it shows does. A look that
 * fails is no more than a look missed: what reads the page tells of errors itself.
 */
export class MarkerPoll {
  #ask;
  #onMoved;
  #marker;
  #timer;
  #isRunning = false;
  #handleVisibility = () => this.soon();

  /**
   * @param ask gives the text, or a promise of it
   * @param onMoved is called when the text is another one than before, and with `isFirst` at the first look, since what
   *   the page shows was read before it
   */
  constructor(ask, onMoved) {
    this.#ask = ask;
    this.#onMoved = onMoved;
  }

  start() {
    this.#isRunning = true;
    document.addEventListener('visibilitychange', this.#handleVisibility);
    this.schedule(SECONDS);
  }

  stop() {
    this.#isRunning = false;
    document.removeEventListener('visibilitychange', this.#handleVisibility);
    clearTimeout(this.#timer);
  }

  /** Looks at once. */
  soon() {
    this.schedule(0);
  }

  schedule(seconds) {
    clearTimeout(this.#timer);
    if (this.#isRunning && document.visibilityState !== 'hidden') {
      // eslint-disable-next-line @lwc/lwc/no-async-operation
      this.#timer = setTimeout(() => this.look(), seconds * 1000);
    }
  }

  async look() {
    try {
      const marker = await this.#ask();
      const before = this.#marker;
      this.#marker = marker;
      if (before !== marker && this.#isRunning) {
        await this.#onMoved({ isFirst: before === undefined });
      }
    } catch {
      // The next look tells.
    } finally {
      this.schedule(SECONDS);
    }
  }
}
