import type { BigDecimal } from 'bigdecimal.js';
import { localDay } from '../../time/zone.ts';
import { FormulaEvaluationError } from '../formula-error.ts';
import { FormulaDate, FormulaDatetime, FormulaTime, addMonths, number } from '../values.ts';
import { define } from './declare.ts';

const DAY = 86_400_000;
const int = (value: BigDecimal): number => Math.trunc(value.numberValue());

define('TODAY(): date', (_, { now, timeZone }) => FormulaDate.parse(localDay(now, timeZone)));
define('NOW(): datetime', (_, { now }) => new FormulaDatetime(now));
define('TIMENOW(): time', (_, { now }) => new FormulaTime(now));
define('DATE(number, number, number): date', ([year, month, day]: [BigDecimal, BigDecimal, BigDecimal]) => {
  const [y, m, d] = [int(year), int(month), int(day)];
  if (y < 1 || y > 9999) throw new FormulaEvaluationError('Year out of range in DATE() function');
  const date = new Date(0);
  date.setUTCFullYear(y, m - 1, d);
  if (date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) {
    throw new FormulaEvaluationError('Month or Day out of range in DATE() function');
  }
  return new FormulaDate(date.getTime() / DAY);
});
define('DATEVALUE(text|date|datetime): date', ([value]: [string | FormulaDate | FormulaDatetime], { timeZone }) => {
  if (value instanceof FormulaDate) return value;
  if (value instanceof FormulaDatetime) return FormulaDate.parse(localDay(value.time, timeZone));
  if (value === '') return null;
  const day = /^\d{4}-\d{1,2}-\d{1,2}/.exec(value)?.[0].replaceAll(/-(\d)(?!\d)/g, '-0$1');
  const found = day === undefined ? undefined : FormulaDate.parse(day);
  if (found === undefined || Number.isNaN(found.days) || found.iso !== day) {
    throw new FormulaEvaluationError('Invalid year for DATEVALUE function');
  }
  return found;
});
define('DATETIMEVALUE(text|date|datetime): datetime', ([value]: [string | FormulaDate | FormulaDatetime]) => {
  if (value instanceof FormulaDatetime) return value;
  if (value instanceof FormulaDate) return new FormulaDatetime(value.days * DAY);
  if (value === '') return null;
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)Z?$/.exec(value);
  const time = Date.parse(`${match?.[1] ?? ''}T${match?.[2] ?? ''}Z`);
  if (Number.isNaN(time)) throw new FormulaEvaluationError('Invalid date for DATETIMEVALUE function');
  return new FormulaDatetime(time);
});
define('TIMEVALUE(text|time|datetime): time', ([value]: [string | FormulaTime | FormulaDatetime]) => {
  if (value instanceof FormulaTime) return value;
  if (value instanceof FormulaDatetime) return new FormulaTime(value.time);
  if (value === '') return null;
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}$/.test(value)) {
    throw new FormulaEvaluationError(`Invalid time format: ${value}`);
  }
  return FormulaTime.parse(value);
});

const dayPart = (name: string, part: (date: Date) => number): void =>
  define(`${name}(date): number`, ([value]: [FormulaDate]) => number(part(value.utc)));

/** The Thursday of a week says which ISO year the week belongs to. */
const thursday = (date: Date): number => date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY;
const yearStart = (time: number): number => Date.UTC(new Date(time).getUTCFullYear(), 0, 1);

dayPart('YEAR', (date) => date.getUTCFullYear());
dayPart('MONTH', (date) => date.getUTCMonth() + 1);
dayPart('DAY', (date) => date.getUTCDate());
dayPart('WEEKDAY', (date) => date.getUTCDay() + 1);
dayPart('DAYOFYEAR', (date) => (date.getTime() - yearStart(date.getTime())) / DAY + 1);
dayPart('ISOYEAR', (date) => new Date(thursday(date)).getUTCFullYear());
dayPart('ISOWEEK', (date) => Math.floor((thursday(date) - yearStart(thursday(date))) / (7 * DAY)) + 1);

const timePart = (name: string, part: (date: Date) => number): void =>
  define(`${name}(time): number`, ([value]: [FormulaTime]) => number(part(new Date(value.time))));

timePart('HOUR', (date) => date.getUTCHours());
timePart('MINUTE', (date) => date.getUTCMinutes());
timePart('SECOND', (date) => date.getUTCSeconds());
timePart('MILLISECOND', (date) => date.getUTCMilliseconds());

define('UNIXTIMESTAMP(date|datetime|time): number', ([value]: [FormulaDate | FormulaDatetime | FormulaTime]) =>
  number(value instanceof FormulaDate ? value.days * 86_400 : Math.floor(value.time / 1000))
);
define(
  'FROMUNIXTIME(number): datetime',
  ([seconds]: [BigDecimal]) => new FormulaDatetime(Math.round(seconds.numberValue() * 1000))
);

/** ADDMONTHS keeps the kind of its argument, so the compiler declares it for both. */
export function plusMonths(value: FormulaDate | FormulaDatetime, months: BigDecimal): FormulaDate | FormulaDatetime {
  if (value instanceof FormulaDate) return new FormulaDate(addMonths(value.days, int(months)));
  const days = Math.floor(value.time / DAY);
  return new FormulaDatetime(addMonths(days, int(months)) * DAY + (value.time - days * DAY));
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Seconds as `HH:MM:SS`, or with days before. */
export function duration(seconds: number, days: boolean): string {
  const all = Math.abs(Math.trunc(seconds));
  const clock = `${two(Math.floor(all / 60) % 60)}:${two(all % 60)}`;
  const hours = Math.floor(all / 3600);
  return days ? `${Math.floor(hours / 24)}:${two(hours % 24)}:${clock}` : `${two(hours)}:${clock}`;
}
