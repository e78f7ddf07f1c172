/** Apex's Date, Datetime and Time. Dates count days and times milliseconds from 1970, in UTC. */
const DAY = 86_400_000;

export class ApexDate {
  /** Epoch milliseconds of the day's begin in UTC. */
  readonly time: number;

  constructor(time: number) {
    this.time = Math.floor(time / DAY) * DAY;
  }

  static of(year: number, month: number, day: number): ApexDate {
    return new ApexDate(utc(year, month - 1, day));
  }

  get utc(): Date {
    return new Date(this.time);
  }

  /** `YYYY-MM-DD`. */
  get iso(): string {
    return this.utc.toISOString().slice(0, 10);
  }

  addDays(days: number): ApexDate {
    return new ApexDate(this.time + days * DAY);
  }

  addMonths(months: number): ApexDate {
    return new ApexDate(plusMonths(this.time, months));
  }

  toString(): string {
    return `${this.iso} 00:00:00`;
  }
}

export class ApexDatetime {
  /** Epoch milliseconds. */
  readonly time: number;

  constructor(time: number) {
    this.time = time;
  }

  get utc(): Date {
    return new Date(this.time);
  }

  /** `YYYY-MM-DDTHH:MM:SS.mmm+0000`, as fields are stored. */
  get field(): string {
    return this.utc.toISOString().replace('Z', '+0000');
  }

  addMonths(months: number): ApexDatetime {
    return new ApexDatetime(plusMonths(this.time, months));
  }

  toString(): string {
    return this.utc.toISOString().slice(0, 19).replace('T', ' ');
  }
}

export class ApexTime {
  /** Milliseconds since midnight. */
  readonly time: number;

  constructor(time: number) {
    this.time = ((time % DAY) + DAY) % DAY;
  }

  /** `HH:MM:SS.mmmZ`. */
  get iso(): string {
    return new Date(this.time).toISOString().slice(11);
  }

  toString(): string {
    return this.iso;
  }
}

/** Like Date.UTC, but years below 100 are what they say. */
export function utc(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  date.setUTCHours(hour, minute, second, 0);
  return date.getTime();
}

/** The same day of another month, or that month's last day. */
function plusMonths(time: number, months: number): number {
  const from = new Date(time);
  const first = utc(from.getUTCFullYear(), from.getUTCMonth() + months, 1);
  const target = new Date(first);
  const last = new Date(utc(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  return first + (Math.min(from.getUTCDate(), last) - 1) * DAY + (time - Math.floor(time / DAY) * DAY);
}
