import { zoneOffset } from '../../time/zone.ts';
import type { ApexDatetime } from '../runtime/values/dates.ts';
import { raise } from '../runtime/values/exceptions.ts';

/** A Datetime by a pattern of Java's SimpleDateFormat, in a time zone. */
export function formatDate(value: ApexDatetime, pattern: string, zone: string): string {
  const parts = partsIn(value, zone === 'GMT' ? 'UTC' : zone);
  return pattern.replaceAll(/'((?:[^']|'')*)'|([a-zA-Z])\2*/g, (token: string, quoted: string | undefined) => {
    if (quoted !== undefined) {
      return quoted === '' ? "'" : quoted.replaceAll("''", "'");
    }
    const write = LETTERS[token.charAt(0)];
    if (!write) {
      raise('IllegalArgumentException', `Illegal pattern character '${token.charAt(0)}'`);
    }
    return write(parts, token.length);
  });
}

interface Parts {
  date: Date;
  offset: number;
  zone: string;
}

function partsIn(value: ApexDatetime, zone: string): Parts {
  const ahead = zoneOffset(value.time, zone);
  return { date: new Date(value.time + ahead), offset: Math.round(ahead / 60_000), zone };
}

const pad = (value: number, length: number): string => String(value).padStart(length, '0');
const name = (date: Date, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', ...options }).format(date);

function offsetText({ offset }: Parts, colon: string): string {
  const minutes = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}${colon}${pad(minutes % 60, 2)}`;
}

const LETTERS: Record<string, (parts: Parts, length: number) => string> = {
  y: ({ date }, length) => (length === 2 ? pad(date.getUTCFullYear() % 100, 2) : pad(date.getUTCFullYear(), length)),
  Y: ({ date }, length) => (length === 2 ? pad(date.getUTCFullYear() % 100, 2) : pad(date.getUTCFullYear(), length)),
  M: ({ date }, length) =>
    length > 2 ? name(date, { month: length > 3 ? 'long' : 'short' }) : pad(date.getUTCMonth() + 1, length),
  d: ({ date }, length) => pad(date.getUTCDate(), length),
  E: ({ date }, length) => name(date, { weekday: length > 3 ? 'long' : 'short' }),
  u: ({ date }) => String(date.getUTCDay() || 7),
  H: ({ date }, length) => pad(date.getUTCHours(), length),
  h: ({ date }, length) => pad(date.getUTCHours() % 12 || 12, length),
  k: ({ date }, length) => pad(date.getUTCHours() || 24, length),
  K: ({ date }, length) => pad(date.getUTCHours() % 12, length),
  m: ({ date }, length) => pad(date.getUTCMinutes(), length),
  s: ({ date }, length) => pad(date.getUTCSeconds(), length),
  S: ({ date }, length) => pad(date.getUTCMilliseconds(), length),
  a: ({ date }) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  z: ({ zone }) => (zone === 'UTC' ? 'GMT' : zone),
  Z: (parts) => offsetText(parts, ''),
  X: (parts) => (parts.offset === 0 ? 'Z' : offsetText(parts, ':'))
};
