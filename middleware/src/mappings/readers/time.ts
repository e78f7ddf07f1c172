/** Turns the dates and times of both standards into ISO 8601, as precise as they were written. */

const pad = (text: string, length: number) => text.padStart(length, '0');

function isDigits(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return text !== '';
}

/** Two-digit years below 70 are of this century, as X12 and most translators take them. */
const century = (year: string) => `${Number(year) < 70 ? '20' : '19'}${year}`;

function dayOf(year: string, month: string, day: string): string | null {
  const iso = `${year}-${month}-${day}`;
  const [m, d] = [Number(month), Number(day)];
  if (m < 1 || m > 12 || d < 1 || d > 31) return null;
  if (d <= 28) return iso;
  return new Date(Date.UTC(Number(year), m, 0)).getUTCDate() >= d ? iso : null;
}

/** CCYYMMDD, or YYMMDD of older releases, as YYYY-MM-DD; null when there is no such day. */
export function parseDay(text: string): string | null {
  if (!isDigits(text) || (text.length !== 8 && text.length !== 6)) return null;
  const full = text.length === 6 ? century(text.slice(0, 2)) + text.slice(2) : text;
  return dayOf(full.slice(0, 4), full.slice(4, 6), full.slice(6));
}

/** HHMM, HHMMSS, with decimals of a second, as HH:MM or HH:MM:SS; null when there is no such time. */
export function parseTime(text: string): string | null {
  if (!isDigits(text) || text.length < 4 || text.length > 8 || text.length === 5) return null;
  const [hour, minute, second] = [text.slice(0, 2), text.slice(2, 4), text.slice(4, 6)];
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 59) return null;
  return `${hour === '24' ? '00' : hour}:${minute}${second === '' ? '' : `:${second}`}`;
}

/** X12 element 623: time zones with a fixed offset; local times (LT) and others have none. */
const ZONES: Record<string, string> = {
  UT: 'Z',
  GM: 'Z',
  ES: '-05:00',
  ED: '-04:00',
  CS: '-06:00',
  CD: '-05:00',
  MS: '-07:00',
  MD: '-06:00',
  PS: '-08:00',
  PD: '-07:00',
  AS: '-09:00',
  AD: '-08:00',
  HS: '-10:00',
  TS: '-04:00',
  TD: '-03:00',
  NS: '-03:30',
  ND: '-02:30'
};

/** An X12 date with its time and time code (elements 373, 337, 623); null when the date is none. */
export function x12Moment(date: string, time: string, zone = ''): string | null {
  const day = parseDay(date);
  if (day === null || time === '') return day;
  const clock = parseTime(time);
  return clock === null ? day : `${day}T${clock}${offsetOf(zone)}`;
}

function offsetOf(zone: string): string {
  const hours = /^[0-2]\d$/.test(zone) ? Number(zone) : null;
  if (hours === null) return ZONES[zone] ?? '';
  // 01 to 12 stand east of Greenwich, 13 to 24 west of it.
  return hours <= 12 ? `+${pad(String(hours), 2)}:00` : `-${pad(String(25 - hours), 2)}:00`;
}

/** Lays out a value of these digits; '' where the format says nothing. */
type Layout = (text: string) => string | null;

const ofLength =
  (length: number, layout: Layout): Layout =>
  (text) =>
    text.length === length && isDigits(text) ? layout(text) : null;
const withTime = (day: string | null, time: string) => {
  const clock = parseTime(time);
  return day === null || clock === null ? null : `${day}T${clock}`;
};
const month = (text: string) => {
  const iso = `${text.slice(0, 4)}-${text.slice(4, 6)}`;
  return dayOf(text.slice(0, 4), text.slice(4, 6), '01') === null ? null : iso;
};
const week = (text: string) =>
  Number(text.slice(4)) >= 1 && Number(text.slice(4)) <= 53 ? `${text.slice(0, 4)}-W${text.slice(4)}` : null;
const span =
  (layout: Layout): Layout =>
  (text) => {
    const halves = text.includes('-') ? text.split('-') : [text.slice(0, text.length / 2), text.slice(text.length / 2)];
    const [start, end] = halves.map((half) => layout(half));
    return halves.length === 2 && start && end ? `${start}/${end}` : null;
  };
const day8 = ofLength(8, parseDay);
const minute12 = ofLength(12, (text) => withTime(parseDay(text.slice(0, 8)), text.slice(8)));
const month6 = ofLength(6, month);
const zoned: Layout = (text) => {
  const [, clock = '', zone = ''] = /^(\d{12}(?:\d\d)?)([A-Z]{1,4}|[+-]?\d{2,4})?$/.exec(text) ?? [];
  if (clock === '') return null;
  const moment = withTime(parseDay(clock.slice(0, 8)), clock.slice(8));
  return moment && moment + zoneOffset(zone);
};

function zoneOffset(zone: string): string {
  if (/^(UTC|GMT|Z)$/.test(zone)) return 'Z';
  const [, sign = '+', hours, minutes = '00'] = /^([+-])?(\d\d)(\d\d)?$/.exec(zone) ?? [];
  return hours === undefined ? '' : `${sign}${hours}:${minutes}`;
}

/** EDIFACT element 2379: how a date is written. */
const FORMATS: Record<string, Layout> = {
  2: ofLength(6, (text) => parseDay(text.slice(4) + text.slice(2, 4) + text.slice(0, 2))),
  101: ofLength(6, parseDay),
  102: day8,
  201: ofLength(10, (text) => withTime(parseDay(text.slice(0, 6)), text.slice(6))),
  203: minute12,
  204: ofLength(14, (text) => withTime(parseDay(text.slice(0, 8)), text.slice(8))),
  205: zoned,
  303: zoned,
  304: zoned,
  602: ofLength(4, (text) => text),
  609: ofLength(4, (text) => month(century(text.slice(0, 2)) + text.slice(2))),
  610: month6,
  615: ofLength(4, (text) => week(century(text.slice(0, 2)) + text.slice(2))),
  616: ofLength(6, week),
  710: span(month6),
  711: span(day8),
  713: span(ofLength(10, (text) => withTime(parseDay(text.slice(0, 6)), text.slice(6)))),
  718: span(day8),
  719: span(minute12)
};

/** An EDIFACT date (C507) in its format; without one, as its length suggests. Null when it is none. */
export function edifactMoment(value: string, format: string): string | null {
  const layout = FORMATS[format];
  if (layout) return layout(value);
  if (format !== '') return null;
  return value.length === 12 ? minute12(value) : parseDay(value);
}

/** X12 element 1250, for the formats that element 1251 is written in. */
const X12_FORMATS: Record<string, Layout> = {
  D8: day8,
  RD8: span(day8),
  CM: month6,
  CY: ofLength(4, (text) => text),
  DT: minute12,
  DTS: span(minute12),
  TM: (text) => parseTime(text)
};

/** An X12 date in the format that element 1250 names; null when it is none or the format is not read. */
export const x12Formatted = (value: string, format: string) => X12_FORMATS[format]?.(value) ?? null;
