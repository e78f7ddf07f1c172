import type { FieldDescribe, FieldValue } from '../schema/schema.ts';

/** What FORMAT writes for: the user's locale and time zone, and the org's currency. */
export interface FormatContext {
  /** `en_US`. */
  locale: string;
  timeZone: string;
  currency: string;
}

/** A value as pages show it to the user. */
export function formatted(value: FieldValue, field: FieldDescribe, context: FormatContext): FieldValue {
  if (value === null) return null;
  const locale = context.locale.replaceAll('_', '-');
  const digits = { minimumFractionDigits: field.scale ?? 0, maximumFractionDigits: field.scale ?? 18 };
  switch (field.type) {
    case 'currency':
      return new Intl.NumberFormat(locale, { style: 'currency', currency: context.currency, ...digits }).format(
        Number(value)
      );
    case 'percent':
      return `${new Intl.NumberFormat(locale, digits).format(Number(value))}%`;
    case 'int':
    case 'double':
      return new Intl.NumberFormat(locale, digits).format(Number(value));
    case 'date':
      return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'short' }).format(
        Date.parse(`${String(value)}T00:00:00Z`)
      );
    case 'datetime': {
      const instant = Date.parse(String(value).replace('+0000', 'Z'));
      const options = { timeZone: context.timeZone, dateStyle: 'short', timeStyle: 'short' } as const;
      return new Intl.DateTimeFormat(locale, options).format(instant).replaceAll('\u202f', ' ');
    }
    default:
      return value;
  }
}
