import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { edifactMoment } from '../readers/time.ts';
import { JsonText } from './json-text.ts';

const two = (most: number) => fc.integer({ min: 0, max: most }).map((number) => String(number).padStart(2, '0'));
const day = fc.tuple(fc.constantFrom('2024', '2025', '1999', '0000'), two(13), two(32)).map((parts) => parts.join(''));
const time = fc.tuple(two(25), two(61)).map((parts) => parts.join(''));
/** Dates and what is nearly one. */
const text = fc
  .tuple(
    day,
    fc.constantFrom('', '', 'time'),
    time,
    fc.option(fc.tuple(fc.nat(11), fc.constantFrom('A', '-', ':', '/', '')), { freq: 5 })
  )
  .map(([date, hasTime, clock, change]) => {
    const whole = hasTime === '' ? date : date + clock;
    return change ? whole.slice(0, change[0]) + change[1] + whole.slice(change[0] + 1) : whole;
  });

/** What is written of a text between others; null where nothing is. */
function written(value: string, dayOnly: boolean): unknown {
  const out = new JsonText();
  const bytes = Buffer.from(`1${value}2`);
  if (!out.moment(bytes, 1, bytes.length - 1, dayOnly)) {
    expect(out.length).toBe(0);
    return null;
  }
  return JSON.parse(out.textBetween(0, out.length));
}

test('dates are written as they are read, or left to who reads them', () => {
  let count = 0;
  fc.assert(
    fc.property(text, (value) => {
      const read = edifactMoment(value, value.length === 8 ? '102' : '203');
      const found = written(value, false);
      if (found === null) return;
      count += 1;
      expect([value, found]).toEqual([value, read]);
      expect(written(value, true)).toBe(read?.slice(0, 10));
    }),
    { numRuns: 5000 }
  );
  expect(count).toBeGreaterThan(500);
});

test.each(['20260105', '20261231', '20260430', '20240228', '202601052359', '202601050000'])(
  '%s needs nobody who reads it',
  (value) => {
    expect(written(value, false)).toBe(edifactMoment(value, value.length === 8 ? '102' : '203'));
  }
);

test.each([
  '20260431',
  '20260631',
  '20260230',
  '20260229',
  '20261301',
  '20260100',
  '202601052400',
  '2026010',
  'ABCDEFGH',
  ''
])('%s is left to who reads it', (value) => {
  expect(written(value, false)).toBeNull();
});
