import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDay } from './readers/time.ts';
import { add, type Decimal, formatAmount, formatDecimal, multiply, parseDecimal, roundsTo } from './decimal.ts';

function decimal(text: string): Decimal {
  const value = parseDecimal(text);
  if (!value) throw new Error(`${text} should be a number`);
  return value;
}

describe('decimals', () => {
  test.each([
    ['9.25', '9.25'],
    ['.5', '0.5'],
    ['10.00', '10.00'],
    ['-7', '-7'],
    ['007', '7'],
    ['-.05', '-0.05'],
    ['5.', '5']
  ])('%s is written %s', (text, written) => {
    expect(formatDecimal(decimal(text))).toBe(written);
  });

  test.each(['', '.', '-', '1,000', '1e3', 'EA', '1.2.3', '9'.repeat(41)])('%j is no number', (text) => {
    expect(parseDecimal(text)).toBeNull();
  });

  test('products and sums are exact', () => {
    expect(formatAmount(multiply(decimal('120'), decimal('9.25')))).toBe('1110.00');
    expect(formatAmount(multiply(decimal('1.000'), decimal('10.00')))).toBe('10.00');
    expect(formatAmount(multiply(decimal('0.1'), decimal('0.2')))).toBe('0.02');
    expect(formatDecimal(add(decimal('0.1'), decimal('0.2')))).toBe('0.3');
  });

  test('integers of any size survive', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(9), (digits, scale) => {
        expect(parseDecimal(formatDecimal({ digits, scale }))).toEqual({ digits, scale });
      })
    );
  });

  test.each([
    ['1145.975', '1145.98', true],
    ['1145.974', '1145.98', false],
    ['1145.98', '1145.98', true],
    ['1145.9800', '1145.98', true],
    ['1145.97', '1145.98', false],
    ['1145.5', '1146', true]
  ])('%s rounds to %s: %s', (exact, stated, expected) => {
    expect(roundsTo(decimal(exact), decimal(stated))).toBe(expected);
  });
});

test.each([
  ['20260131', '2026-01-31'],
  ['260131', '2026-01-31'],
  ['991231', '1999-12-31'],
  ['20260230', null],
  ['2026-1-1', null],
  ['', null]
])('the date %j is %j', (text, expected) => {
  expect(parseDay(text)).toBe(expected);
});
