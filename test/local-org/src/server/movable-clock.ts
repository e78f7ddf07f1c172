import type { Clock } from '../platform/org.ts';

/** The machine's clock, as far ahead as it was moved. */
export class MovableClock implements Clock {
  private ahead = 0;

  now(): number {
    return Date.now() + this.ahead;
  }

  advance(milliseconds: number): void {
    this.ahead += milliseconds;
  }
}
