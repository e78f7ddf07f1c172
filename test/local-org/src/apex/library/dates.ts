import { declare } from '../types/library.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import { ApexDate, ApexDatetime, ApexTime, utc } from '../runtime/values/dates.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { parseDatetime } from '../runtime/values/field-values.ts';
import { fromLocalTime, localTime, userZone } from '../runtime/user-zone.ts';
import { formatDate } from './date-format.ts';

const now = (): number => current().org.clock.now();
/** The day that the user's calendar shows. */
export const today = (): ApexDate => localDate(new ApexDatetime(now()));
const DAY = 86_400_000;

const localDate = (instant: ApexDatetime): ApexDate => new ApexDate(localTime(instant).time);

function dateFrom(value: unknown): ApexDate {
  if (value instanceof ApexDate) {
    return value;
  }
  if (value instanceof ApexDatetime) {
    return localDate(value);
  }
  const match = /^(\d{1,4})-(\d{1,2})-(\d{1,2})(?: .*)?$/.exec(String(present(value)));
  const [, year, month, day] = match ?? [];
  const date = ApexDate.of(Number(year), Number(month), Number(day));
  if (!match || date.utc.getUTCMonth() + 1 !== Number(month)) {
    raise('TypeException', `Invalid date: ${String(value)}`);
  }
  return date;
}

function parseUsDate(text: string): ApexDate {
  const [, month, day, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? [];
  if (year === undefined) {
    raise('TypeException', `Invalid date: ${text}`);
  }
  return ApexDate.of(Number(year), Number(month), Number(day));
}

/** A text without a zone is the user's time, or UTC where `local` is false. */
function datetimeFrom(value: unknown, local: boolean): ApexDatetime {
  if (value instanceof ApexDatetime || value instanceof ApexDate) {
    return new ApexDatetime(value.time);
  }
  const text = String(present(value));
  const [, date, time] = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})/.exec(text) ?? [];
  const parsed = date === undefined ? Number.NaN : parseDatetime(`${date}T${time ?? '00:00:00'}Z`);
  if (Number.isNaN(parsed)) {
    raise('TypeException', `Invalid date/time: ${text}`);
  }
  return local ? fromLocalTime(parsed) : new ApexDatetime(parsed);
}

const monthsBetween = (a: ApexDate, b: ApexDate): number =>
  (b.utc.getUTCFullYear() - a.utc.getUTCFullYear()) * 12 + b.utc.getUTCMonth() - a.utc.getUTCMonth();
const dayOfYear = (self: ApexDate | ApexDatetime): number =>
  Math.floor((self.time - utc(self.utc.getUTCFullYear(), 0, 1)) / DAY) + 1;
const usDate = (date: Date): string =>
  `${String(date.getUTCMonth() + 1)}/${String(date.getUTCDate())}/${String(date.getUTCFullYear())}`;

declare({
  name: 'Date',
  methods: {
    'Date addDays(Integer days)': (self: ApexDate, days: number) => self.addDays(present(days)),
    'Date addMonths(Integer months)': (self: ApexDate, months: number) => self.addMonths(present(months)),
    'Date addYears(Integer years)': (self: ApexDate, years: number) => self.addMonths(present(years) * 12),
    'Integer day()': (self: ApexDate) => self.utc.getUTCDate(),
    'Integer month()': (self: ApexDate) => self.utc.getUTCMonth() + 1,
    'Integer year()': (self: ApexDate) => self.utc.getUTCFullYear(),
    'Integer dayOfYear()': dayOfYear,
    'Integer daysBetween(Date other)': (self: ApexDate, other: ApexDate) =>
      Math.round((present(other).time - self.time) / DAY),
    'Integer monthsBetween(Date other)': monthsBetween,
    'Boolean isSameDay(Date other)': (self: ApexDate, other: ApexDate) => self.time === other.time,
    'Date toStartOfMonth()': (self: ApexDate) => self.addDays(1 - self.utc.getUTCDate()),
    'Date toStartOfWeek()': (self: ApexDate) => self.addDays(-self.utc.getUTCDay()),
    'String format()': (self: ApexDate) => usDate(self.utc)
  },
  statics: {
    'Date newInstance(Integer year, Integer month, Integer day)': (year: number, month: number, day: number) =>
      ApexDate.of(present(year), present(month), present(day)),
    'Date today()': today,
    'Date valueOf(Object value)': dateFrom,
    'Date parse(String text)': parseUsDate,
    'Integer daysInMonth(Integer year, Integer month)': (year: number, month: number) =>
      new Date(utc(year, month, 0)).getUTCDate(),
    'Boolean isLeapYear(Integer year)': (year: number) => new Date(utc(year, 2, 0)).getUTCDate() === 29
  }
});

const shifted = (unit: number) => (self: ApexDatetime, amount: number) =>
  new ApexDatetime(self.time + present(amount) * unit);
const wall = (year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number =>
  utc(year, month - 1, day, hour, minute, second);
const instance = (...parts: Parameters<typeof wall>): ApexDatetime => fromLocalTime(wall(...parts));
const instanceGmt = (...parts: Parameters<typeof wall>): ApexDatetime => new ApexDatetime(wall(...parts));
const joined = (date: ApexDate, time: ApexTime): ApexDatetime => fromLocalTime(present(date).time + present(time).time);
const joinedGmt = (date: ApexDate, time: ApexTime): ApexDatetime =>
  new ApexDatetime(present(date).time + present(time).time);
const inZone = (self: ApexDatetime, pattern: string, zone: string): string => formatDate(self, pattern, zone);

declare({
  name: 'Datetime',
  methods: {
    'Datetime addDays(Integer amount)': shifted(DAY),
    'Datetime addHours(Integer amount)': shifted(3_600_000),
    'Datetime addMinutes(Integer amount)': shifted(60_000),
    'Datetime addSeconds(Integer amount)': shifted(1000),
    'Datetime addMonths(Integer months)': (self: ApexDatetime, months: number) => self.addMonths(months),
    'Datetime addYears(Integer years)': (self: ApexDatetime, years: number) => self.addMonths(years * 12),
    'Long getTime()': (self: ApexDatetime) => BigInt(self.time),
    'Date date()': localDate,
    'Date dateGmt()': (self: ApexDatetime) => new ApexDate(self.time),
    'Time time()': (self: ApexDatetime) => new ApexTime(localTime(self).time),
    'Time timeGmt()': (self: ApexDatetime) => new ApexTime(self.time),
    'Integer year()': (self: ApexDatetime) => localTime(self).utc.getUTCFullYear(),
    'Integer yearGmt()': (self: ApexDatetime) => self.utc.getUTCFullYear(),
    'Integer month()': (self: ApexDatetime) => localTime(self).utc.getUTCMonth() + 1,
    'Integer monthGmt()': (self: ApexDatetime) => self.utc.getUTCMonth() + 1,
    'Integer day()': (self: ApexDatetime) => localTime(self).utc.getUTCDate(),
    'Integer dayGmt()': (self: ApexDatetime) => self.utc.getUTCDate(),
    'Integer hour()': (self: ApexDatetime) => localTime(self).utc.getUTCHours(),
    'Integer hourGmt()': (self: ApexDatetime) => self.utc.getUTCHours(),
    'Integer minute()': (self: ApexDatetime) => localTime(self).utc.getUTCMinutes(),
    'Integer minuteGmt()': (self: ApexDatetime) => self.utc.getUTCMinutes(),
    'Integer second()': (self: ApexDatetime) => localTime(self).utc.getUTCSeconds(),
    'Integer secondGmt()': (self: ApexDatetime) => self.utc.getUTCSeconds(),
    'Integer millisecond()': (self: ApexDatetime) => localTime(self).utc.getUTCMilliseconds(),
    'Integer millisecondGmt()': (self: ApexDatetime) => self.utc.getUTCMilliseconds(),
    'Boolean isSameDay(Datetime other)': (self: ApexDatetime, other: ApexDatetime) =>
      localDate(self).time === localDate(other).time,
    'Integer dayOfYear()': (self: ApexDatetime) => dayOfYear(localTime(self)),
    'Integer dayOfYearGmt()': dayOfYear,
    'String formatLong()': (self: ApexDatetime) => formatDate(self, 'M/d/yyyy, h:mm:ss a z', userZone()),
    'String format()': (self: ApexDatetime) => formatDate(self, 'M/d/yyyy, h:mm a', userZone()),
    'String format(String pattern)': (self: ApexDatetime, pattern: string) => formatDate(self, pattern, userZone()),
    'String format(String pattern, String zone)': inZone,
    'String formatGmt(String pattern)': (self: ApexDatetime, pattern: string) => formatDate(self, pattern, 'GMT')
  },
  statics: {
    'Datetime now()': () => new ApexDatetime(now()),
    'Datetime newInstance(Long milliseconds)': (milliseconds: bigint) =>
      new ApexDatetime(Number(present(milliseconds))),
    'Datetime newInstance(Date date, Time time)': joined,
    'Datetime newInstance(Integer year, Integer month, Integer day)': instance,
    'Datetime newInstance(Integer year, Integer month, Integer day, Integer hour, Integer minute, Integer second)':
      instance,
    'Datetime newInstanceGmt(Date date, Time time)': joinedGmt,
    'Datetime newInstanceGmt(Integer year, Integer month, Integer day)': instanceGmt,
    'Datetime newInstanceGmt(Integer year, Integer month, Integer day, Integer hour, Integer minute, Integer second)':
      instanceGmt,
    'Datetime valueOf(Object value)': (value: unknown) => datetimeFrom(value, true),
    'Datetime valueOfGmt(String value)': (value: unknown) => datetimeFrom(value, false)
  }
});

declare({
  name: 'Time',
  methods: {
    'Integer hour()': (self: ApexTime) => Math.floor(self.time / 3_600_000),
    'Integer minute()': (self: ApexTime) => Math.floor(self.time / 60_000) % 60,
    'Integer second()': (self: ApexTime) => Math.floor(self.time / 1000) % 60,
    'Integer millisecond()': (self: ApexTime) => self.time % 1000,
    'Time addHours(Integer amount)': (self: ApexTime, amount: number) => new ApexTime(self.time + amount * 3_600_000),
    'Time addMinutes(Integer amount)': (self: ApexTime, amount: number) => new ApexTime(self.time + amount * 60_000),
    'Time addSeconds(Integer amount)': (self: ApexTime, amount: number) => new ApexTime(self.time + amount * 1000),
    'Time addMilliseconds(Integer amount)': (self: ApexTime, amount: number) => new ApexTime(self.time + amount)
  },
  statics: {
    'Time newInstance(Integer hour, Integer minute, Integer second, Integer millisecond)': (
      hour: number,
      minute: number,
      second: number,
      millisecond: number
    ) => new ApexTime(((hour * 60 + minute) * 60 + second) * 1000 + millisecond)
  }
});
