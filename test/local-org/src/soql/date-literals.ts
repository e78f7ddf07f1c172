/** Half-open range of days, as `YYYY-MM-DD`. */
export interface DayRange {
  start: string;
  end: string;
}

interface Day {
  year: number;
  month: number;
  day: number;
}

const text = ({ year, month, day }: Day): string => new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
const range = (start: Day, end: Day): DayRange => ({ start: text(start), end: text(end) });

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

/** The first day of the unit that holds today, `offset` units away. Weeks begin on Sunday. */
function unitStart(unit: Unit, now: Date, offset: number): Day {
  const year = now.getUTCFullYear();
  const month = now.getUTCMonth();
  const day = now.getUTCDate();
  switch (unit) {
    case 'DAY':
      return { year, month, day: day + offset };
    case 'WEEK':
      return { year, month, day: day - now.getUTCDay() + 7 * offset };
    case 'MONTH':
      return { year, month: month + offset, day: 1 };
    case 'QUARTER':
      return { year, month: Math.floor(month / 3) * 3 + 3 * offset, day: 1 };
    case 'YEAR':
      return { year: year + offset, month: 0, day: 1 };
  }
}

const units = (unit: Unit, now: Date, from: number, to: number): DayRange =>
  range(unitStart(unit, now, from), unitStart(unit, now, to));

function counted(name: string, n: number, now: Date): DayRange | undefined {
  const match = /^(?:(LAST|NEXT)_N_([A-Z]+)S|N_([A-Z]+)S_AGO)$/.exec(name);
  if (match === null) return undefined;
  const unit = (match[2] ?? match[3]) as Unit;
  if (match[3] !== undefined) return units(unit, now, -n, -n + 1);
  if (match[1] === 'LAST') return units(unit, now, -n, unit === 'DAY' ? 1 : 0);
  return units(unit, now, 1, n + 1);
}

const FIXED: Record<string, [Unit, number, number]> = {
  YESTERDAY: ['DAY', -1, 0],
  TODAY: ['DAY', 0, 1],
  TOMORROW: ['DAY', 1, 2],
  LAST_90_DAYS: ['DAY', -90, 1],
  NEXT_90_DAYS: ['DAY', 1, 91]
};
const WHICH: Record<string, number> = { LAST: -1, THIS: 0, NEXT: 1 };

/**
 * The days that a date literal stands for; the instant is the zone's local time as if it were UTC. The fiscal year is the
 * calendar year.
 */
export function dateLiteralRange(name: string, n: number | undefined, instant: number): DayRange {
  const now = new Date(instant);
  const fixed = FIXED[name];
  if (fixed !== undefined) return units(fixed[0], now, fixed[1], fixed[2]);
  const range = n === undefined ? undefined : counted(name, n, now);
  if (range !== undefined) return range;
  const [which = '', ...rest] = name.replace('FISCAL_', '').split('_');
  const offset = WHICH[which] ?? 0;
  return units(rest.join('_') as Unit, now, offset, offset + 1);
}
