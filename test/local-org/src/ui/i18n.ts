/** What base components ask of `@salesforce/i18n/*`, for one user. Keys are the part after `@salesforce/i18n/`. */
export type I18n = Record<string, string>;

/**
 * Derives a user's number, money and date formats from the locale data of the JavaScript engine (Unicode CLDR), in the
 * patterns that the platform gives to components.
 *
 * @param locale language tag or Salesforce's form of it: `de-DE` or `de_DE`
 * @param timeZone IANA name
 * @param currency ISO 4217 code of the org
 */
export function userI18n(locale: string, timeZone: string, currency: string): I18n {
  const tag = locale.replace('_', '-');
  return {
    lang: tag,
    locale: tag,
    timeZone,
    currency,
    'number.decimalSeparator': part(tag, {}, 'decimal') ?? '.',
    'number.groupingSeparator': part(tag, {}, 'group') ?? ',',
    'number.currencySymbol': part(tag, { style: 'currency', currency }, 'currency') ?? currency,
    'number.numberFormat': '#,##0.###',
    'number.percentFormat': percentPattern(tag),
    'number.currencyFormat': currencyPattern(tag),
    'dateTime.shortDateFormat': datePattern(tag, 'short'),
    'dateTime.mediumDateFormat': datePattern(tag, 'medium'),
    'dateTime.longDateFormat': datePattern(tag, 'long')
  };
}

function part(tag: string, options: Intl.NumberFormatOptions, type: string): string | undefined {
  return new Intl.NumberFormat(tag, options).formatToParts(-12345.67).find((each) => each.type === type)?.value;
}

function currencyPattern(tag: string): string {
  const positive = numberPattern(tag, { style: 'currency', currency: 'XXX' });
  return `${positive};-${positive}`;
}

function percentPattern(tag: string): string {
  return numberPattern(tag, { style: 'percent' });
}

/** The pattern of a positive number: where currency or percent sign stand, and with which space between. */
function numberPattern(tag: string, options: Intl.NumberFormatOptions): string {
  const money = options.style === 'currency';
  let pattern = '';
  for (const { type, value } of new Intl.NumberFormat(tag, options).formatToParts(1)) {
    if (type === 'integer') {
      pattern += money ? '#,##0.00' : '#,##0';
    } else if (type === 'currency') {
      pattern += '¤';
    } else if (type === 'percentSign') {
      pattern += '%';
    } else if (type === 'literal') {
      pattern += value;
    }
  }
  return pattern;
}

/** A pattern in Unicode's letters, read off a date whose day, month and year cannot be mistaken for each other. */
function datePattern(tag: string, dateStyle: 'short' | 'medium' | 'long'): string {
  const sample = new Date(Date.UTC(2031, 8, 5));
  const format = new Intl.DateTimeFormat(tag, {
    dateStyle,
    timeZone: 'UTC',
    calendar: 'gregory',
    numberingSystem: 'latn'
  });
  return format
    .formatToParts(sample)
    .map(({ type, value }) => {
      switch (type) {
        case 'day':
          return value.length === 2 ? 'dd' : 'd';
        case 'month':
          return monthPattern(value);
        case 'year':
          return dateStyle === 'short' && value.length === 2 ? 'yy' : 'yyyy';
        default:
          return value;
      }
    })
    .join('');
}

function monthPattern(value: string): string {
  if (/^\d+$/.test(value)) {
    return value.length === 2 ? 'MM' : 'M';
  }
  return value.length > 4 ? 'MMMM' : 'MMM';
}
