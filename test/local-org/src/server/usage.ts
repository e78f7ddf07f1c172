/** What the APIs have used of the org's allocations in the current 24 hours. */
export class UsageCounters {
  private readonly now: () => number;
  private windowStart: number;
  private apiRequests = 0;
  private delivered = 0;

  constructor(now: () => number = Date.now) {
    this.now = now;
    this.windowStart = now();
  }

  private roll(): void {
    if (this.now() - this.windowStart < 24 * 3_600_000) return;
    this.windowStart = this.now();
    this.apiRequests = 0;
    this.delivered = 0;
  }

  countRequest(): void {
    this.roll();
    this.apiRequests += 1;
  }

  countDelivered(events: number): void {
    this.roll();
    this.delivered += events;
  }

  read(): { apiRequests: number; delivered: number } {
    this.roll();
    return { apiRequests: this.apiRequests, delivered: this.delivered };
  }
}
