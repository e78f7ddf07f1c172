import { declare } from '../types/library.ts';
import { present, toDecimal } from '../runtime/operators.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { ApexDouble, decimal, isDecimal, roundingMode, type BigDecimal } from '../runtime/values/numbers.ts';
import type { ApexEnumValue } from '../runtime/values/objects.ts';

/** A value of any numeric type, or the text of a number. */
function numberText(value: unknown, type: string): string {
  const text = isDecimal(present(value)) ? (value as BigDecimal).toPlainString() : String(value).trim();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) {
    raise('TypeException', `Invalid ${type}: ${text}`);
  }
  return text.replace(/^\+/, '').replace(/\.$/, '');
}

function integerOf(value: unknown): number {
  const text = numberText(value, 'integer');
  const number = Number(text);
  if (typeof value === 'string' && (!/^-?\d+$/.test(text) || number > 2147483647 || number < -2147483648)) {
    raise('TypeException', `Invalid integer: ${text}`);
  }
  return Math.trunc(number) | 0;
}

function longOf(value: unknown): bigint {
  const text = numberText(value, 'long');
  if (typeof value === 'string' && !/^-?\d+$/.test(text)) {
    raise('TypeException', `Invalid long: ${text}`);
  }
  return BigInt.asIntN(64, decimal(text).toBigInt());
}

const grouped = (text: string): string => {
  const [whole = '', fraction] = text.split('.');
  const withCommas = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? withCommas : `${withCommas}.${fraction}`;
};

function rounded(self: BigDecimal, mode: ApexEnumValue | null): bigint {
  return scaled(self, 0, mode?.name ?? 'HALF_EVEN').toBigInt();
}

/** Rounds to a scale; `UNNECESSARY` refuses to. */
function scaled(self: BigDecimal, scale: number, mode: string): BigDecimal {
  if (mode !== 'UNNECESSARY') {
    return self.setScale(scale, roundingMode(mode));
  }
  const same = self.setScale(scale, roundingMode('DOWN'));
  return same.equals(self.setScale(scale, roundingMode('UP'))) ? same : raise('MathException', 'Rounding necessary');
}

declare({
  name: 'RoundingMode',
  kind: 'enum',
  constants: ['UP', 'DOWN', 'CEILING', 'FLOOR', 'HALF_UP', 'HALF_DOWN', 'HALF_EVEN', 'UNNECESSARY']
});

declare({
  name: 'Integer',
  methods: { 'String format()': (self: number) => grouped(String(self)), 'Integer intValue()': (self: number) => self },
  statics: { 'Integer valueOf(Object value)': integerOf },
  staticFields: { 'Integer MAX_VALUE': () => 2147483647, 'Integer MIN_VALUE': () => -2147483648 }
});

declare({
  name: 'Long',
  methods: {
    'String format()': (self: bigint) => grouped(String(self)),
    'Integer intValue()': (self: bigint) => Number(BigInt.asIntN(32, self))
  },
  statics: { 'Long valueOf(Object value)': longOf }
});

declare({
  name: 'Double',
  methods: {
    'Integer intValue()': (self: ApexDouble) => Math.trunc(self.value) | 0,
    'Long longValue()': (self: ApexDouble) => BigInt(Math.trunc(self.value)),
    'Long round()': (self: ApexDouble) => BigInt(Math.round(self.value)),
    'String format()': (self: ApexDouble) => grouped(String(self.value))
  },
  statics: { 'Double valueOf(Object value)': (value: unknown) => new ApexDouble(Number(numberText(value, 'double'))) }
});

declare({
  name: 'Decimal',
  methods: {
    'Decimal abs()': (self: BigDecimal) => self.abs(),
    'Integer intValue()': (self: BigDecimal) => Number(BigInt.asIntN(32, self.toBigInt())),
    'Long longValue()': (self: BigDecimal) => BigInt.asIntN(64, self.toBigInt()),
    'Double doubleValue()': (self: BigDecimal) => new ApexDouble(self.numberValue()),
    'Integer scale()': (self: BigDecimal) => self.scale(),
    'Integer precision()': (self: BigDecimal) => self.precision(),
    'Decimal setScale(Integer scale)': (self: BigDecimal, scale: number) =>
      self.setScale(scale, roundingMode('HALF_EVEN')),
    'Decimal setScale(Integer scale, RoundingMode mode)': (self: BigDecimal, scale: number, mode: ApexEnumValue) =>
      scaled(self, scale, mode.name),
    'Long round()': (self: BigDecimal) => rounded(self, null),
    'Long round(RoundingMode mode)': rounded,
    'Decimal divide(Decimal by, Integer scale)': (self: BigDecimal, by: BigDecimal, scale: number) =>
      divided(self, by, scale, 'HALF_EVEN'),
    'Decimal divide(Decimal by, Integer scale, RoundingMode mode)': (
      self: BigDecimal,
      by: BigDecimal,
      scale: number,
      mode: ApexEnumValue
    ) => divided(self, by, scale, mode.name),
    'Decimal pow(Integer exponent)': (self: BigDecimal, exponent: number) => self.pow(exponent),
    'Decimal stripTrailingZeros()': (self: BigDecimal) => self.stripTrailingZeros(),
    'String toPlainString()': (self: BigDecimal) => self.toPlainString(),
    'String format()': (self: BigDecimal) => grouped(self.toPlainString())
  },
  statics: {
    'Decimal valueOf(Object value)': (value: unknown) => decimal(numberText(value, 'decimal'))
  }
});

function divided(self: BigDecimal, by: BigDecimal, scale: number, mode: string): BigDecimal {
  if (present(by).signum() === 0) {
    raise('MathException', 'Divide by 0');
  }
  return self.divide(by, scale, roundingMode(mode));
}

const double =
  (compute: (...values: number[]) => number) =>
  (...values: ApexDouble[]) =>
    new ApexDouble(compute(...values.map((value) => present(value).value)));

declare({
  name: 'Math',
  statics: {
    'Integer abs(Integer value)': (value: number) => Math.abs(present(value)) | 0,
    'Long abs(Long value)': (value: bigint) => (value < 0n ? -value : value),
    'Decimal abs(Decimal value)': (value: BigDecimal) => present(value).abs(),
    'Integer mod(Integer value, Integer by)': (value: number, by: number) => {
      if (by === 0) {
        raise('MathException', 'Divide by 0');
      }
      return (present(value) % present(by)) | 0;
    },
    'Long mod(Long value, Long by)': (value: bigint, by: bigint) => value % by,
    'Integer max(Integer a, Integer b)': (a: number, b: number) => Math.max(present(a), present(b)),
    'Long max(Long a, Long b)': (a: bigint, b: bigint) => (a > b ? a : b),
    'Decimal max(Decimal a, Decimal b)': (a: BigDecimal, b: BigDecimal) => (present(a).gte(present(b)) ? a : b),
    'Integer min(Integer a, Integer b)': (a: number, b: number) => Math.min(present(a), present(b)),
    'Long min(Long a, Long b)': (a: bigint, b: bigint) => (a < b ? a : b),
    'Decimal min(Decimal a, Decimal b)': (a: BigDecimal, b: BigDecimal) => (present(a).lte(present(b)) ? a : b),
    'Decimal ceil(Decimal value)': (value: BigDecimal) => present(value).setScale(0, roundingMode('CEILING')),
    'Decimal floor(Decimal value)': (value: BigDecimal) => present(value).setScale(0, roundingMode('FLOOR')),
    'Integer round(Decimal value)': (value: BigDecimal) =>
      Number(present(value).setScale(0, roundingMode('HALF_EVEN')).toBigInt()) | 0,
    'Long roundToLong(Decimal value)': (value: BigDecimal) => rounded(present(value), null),
    'Double random()': () => new ApexDouble(Math.random()),
    'Double pow(Double base, Double exponent)': double((base = 0, exponent = 0) => base ** exponent),
    'Double sqrt(Double value)': double((value = 0) => Math.sqrt(value)),
    'Double log(Double value)': double((value = 0) => Math.log(value)),
    'Double log10(Double value)': double((value = 0) => Math.log10(value)),
    'Double exp(Double value)': double((value = 0) => Math.exp(value)),
    'Double sin(Double value)': double((value = 0) => Math.sin(value)),
    'Double cos(Double value)': double((value = 0) => Math.cos(value)),
    'Double tan(Double value)': double((value = 0) => Math.tan(value)),
    'Double asin(Double value)': double((value = 0) => Math.asin(value)),
    'Double acos(Double value)': double((value = 0) => Math.acos(value)),
    'Double atan(Double value)': double((value = 0) => Math.atan(value)),
    'Double atan2(Double y, Double x)': double((y = 0, x = 0) => Math.atan2(y, x)),
    'Double sinh(Double value)': double((value = 0) => Math.sinh(value)),
    'Double cosh(Double value)': double((value = 0) => Math.cosh(value)),
    'Double tanh(Double value)': double((value = 0) => Math.tanh(value)),
    'Double cbrt(Double value)': double((value = 0) => Math.cbrt(value)),
    'Decimal rint(Decimal value)': (value: BigDecimal) => present(value).setScale(0, roundingMode('HALF_EVEN')),
    'Decimal signum(Decimal value)': (value: BigDecimal) => toDecimal(present(value).signum())
  }
});
