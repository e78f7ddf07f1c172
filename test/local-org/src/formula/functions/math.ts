import { MC, RoundingMode, type BigDecimal } from 'bigdecimal.js';
import { FormulaEvaluationError } from '../formula-error.ts';
import { FormulaLocation, PRECISION, finite, number } from '../values.ts';
import { define } from './declare.ts';

/** Rounding to this many digits first takes away what calculation left behind the last digit (2.0000…01). */
const VISIBLE = MC(33, RoundingMode.HALF_UP);

type Numbers = [BigDecimal, BigDecimal];

const whole = (value: BigDecimal, mode: RoundingMode): BigDecimal => value.round(VISIBLE).setScale(0, mode);
const count = (value: BigDecimal): number => Math.trunc(value.numberValue());

define('ABS(number): number', ([value]: [BigDecimal]) => value.abs());
define('CEILING(number): number', ([value]: [BigDecimal]) => whole(value, RoundingMode.UP));
define('FLOOR(number): number', ([value]: [BigDecimal]) => whole(value, RoundingMode.DOWN));
define('MCEILING(number): number', ([value]: [BigDecimal]) => whole(value, RoundingMode.CEILING));
define('MFLOOR(number): number', ([value]: [BigDecimal]) => whole(value, RoundingMode.FLOOR));
define('ROUND(number, number): number', ([value, digits]: Numbers) =>
  value.setScale(count(digits), RoundingMode.HALF_UP)
);
define('TRUNC(number, [number]): number', ([value, digits]: [BigDecimal, BigDecimal?]) =>
  value.setScale(digits === undefined ? 0 : count(digits), RoundingMode.DOWN)
);
define('MOD(number, number): number', ([value, divisor]: Numbers) => {
  if (divisor.signum() === 0) throw new FormulaEvaluationError('Division by zero');
  return value.remainder(divisor, PRECISION);
});
define('MAX(number*): number', (values: BigDecimal[]) => values.reduce((a, b) => a.max(b)));
define('MIN(number*): number', (values: BigDecimal[]) => values.reduce((a, b) => a.min(b)));
define('PI(): number', () => number(String(Math.PI)));

const real = (name: string, calculate: (value: number) => number): void =>
  define(`${name}(number): number`, ([value]: [BigDecimal]) => finite(calculate(value.numberValue()), name));

real('EXP', Math.exp);
real('LN', Math.log);
real('LOG', Math.log10);
real('SQRT', Math.sqrt);
real('SIN', Math.sin);
real('COS', Math.cos);
real('TAN', Math.tan);
real('ASIN', Math.asin);
real('ACOS', Math.acos);
real('ATAN', Math.atan);
define('ATAN2(number, number): number', ([y, x]: Numbers) =>
  finite(Math.atan2(y.numberValue(), x.numberValue()), 'ATAN2')
);

const EARTH_RADIUS: Record<string, number> = { km: 6371.009, mi: 3958.761 };

/** Great-circle distance; the unit is `mi` or `km`. Undefined for another unit. */
export function distance(a: FormulaLocation, b: FormulaLocation, unit: string): number | undefined {
  const radius = EARTH_RADIUS[unit.toLowerCase()];
  if (radius === undefined) return undefined;
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const sine = (degrees: number): number => Math.sin(radians(degrees) / 2) ** 2;
  const h =
    sine(b.latitude - a.latitude) +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * sine(b.longitude - a.longitude);
  return 2 * radius * Math.asin(Math.min(1, Math.sqrt(h)));
}

define('GEOLOCATION(number, number): geolocation', ([latitude, longitude]: Numbers) =>
  Math.abs(latitude.numberValue()) > 90 || Math.abs(longitude.numberValue()) > 180
    ? null
    : new FormulaLocation(latitude.numberValue(), longitude.numberValue())
);
define(
  'DISTANCE(geolocation, geolocation, text): number',
  ([a, b, unit]: [FormulaLocation, FormulaLocation, string]) => {
    const found = distance(a, b, unit);
    if (found === undefined) throw new FormulaEvaluationError(`DISTANCE: the unit is "mi" or "km", not "${unit}"`);
    return number(found);
  }
);
