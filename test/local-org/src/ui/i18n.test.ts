import { describe, expect, it } from '@jest/globals';
import { userI18n } from './i18n.ts';

describe('the formats of a user', () => {
  it.each([
    ['en_US', 'number.currencyFormat', '¤#,##0.00;-¤#,##0.00'],
    ['de_DE', 'number.currencyFormat', '#,##0.00\u00a0¤;-#,##0.00\u00a0¤'],
    ['en_US', 'number.decimalSeparator', '.'],
    ['de_DE', 'number.decimalSeparator', ','],
    ['de_DE', 'number.groupingSeparator', '.'],
    ['en_US', 'dateTime.shortDateFormat', 'M/d/yy'],
    ['de_DE', 'dateTime.mediumDateFormat', 'dd.MM.yyyy'],
    ['en_GB', 'dateTime.mediumDateFormat', 'd MMM yyyy'],
    ['en_US', 'dateTime.longDateFormat', 'MMMM d, yyyy'],
    ['de_DE', 'number.percentFormat', '#,##0\u00a0%']
  ])('%s: %s', (locale, key, expected) => {
    expect(userI18n(locale, 'UTC', 'USD')[key]).toBe(expected);
  });

  it('keeps zone and currency', () => {
    expect(userI18n('en_US', 'America/New_York', 'EUR')).toMatchObject({
      timeZone: 'America/New_York',
      currency: 'EUR'
    });
  });
});
