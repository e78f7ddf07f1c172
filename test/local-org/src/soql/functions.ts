import type { FieldDescribe, FieldType } from '../schema/schema.ts';

/** Aggregates by upper-case name, as SQL over a column. */
export const AGGREGATES: Record<string, (column: string) => string> = {
  // 1 in the rows of subtotals over the field; the others are told apart where they are made.
  GROUPING: () => '0',
  COUNT: (column) => `COUNT(${column})`,
  COUNT_DISTINCT: (column) => `COUNT(DISTINCT ${column})`,
  SUM: (column) => `SUM(${column})`,
  AVG: (column) => `AVG(${column})`,
  MIN: (column) => `MIN(${column})`,
  MAX: (column) => `MAX(${column})`
};

const part = (start: number, length: number) => (column: string) =>
  `CAST(substr(${column},${start},${length}) AS INTEGER)`;
const day = (column: string): string => `substr(${column},1,10)`;

/** Date functions by upper-case name, as SQL over a date or datetime column (text in ISO order, UTC). */
export const DATE_FUNCTIONS: Record<string, (column: string) => string> = {
  CALENDAR_YEAR: part(1, 4),
  CALENDAR_MONTH: part(6, 2),
  CALENDAR_QUARTER: (column) => `(CAST(substr(${column},6,2) AS INTEGER)+2)/3`,
  DAY_IN_MONTH: part(9, 2),
  DAY_IN_WEEK: (column) => `CAST(strftime('%w',${day(column)}) AS INTEGER)+1`,
  DAY_IN_YEAR: (column) => `CAST(strftime('%j',${day(column)}) AS INTEGER)`,
  WEEK_IN_MONTH: (column) => `(CAST(substr(${column},9,2) AS INTEGER)+6)/7`,
  WEEK_IN_YEAR: (column) => `(CAST(strftime('%j',${day(column)}) AS INTEGER)+6)/7`,
  HOUR_IN_DAY: part(12, 2),
  DAY_ONLY: day,
  FISCAL_YEAR: part(1, 4),
  FISCAL_MONTH: part(6, 2),
  FISCAL_QUARTER: (column) => `(CAST(substr(${column},6,2) AS INTEGER)+2)/3`
};

/** The type of a function's value. */
export function functionType(name: string, field: FieldDescribe | undefined): FieldType {
  switch (name) {
    case 'COUNT':
    case 'COUNT_DISTINCT':
    case 'GROUPING':
      return 'int';
    case 'MIN':
    case 'MAX':
    case 'TOLABEL':
    case 'FORMAT':
    case 'CONVERTCURRENCY':
    case 'CONVERTTIMEZONE':
      return field?.type ?? 'string';
    case 'SUM':
    case 'AVG':
      return field?.type === 'currency' ? 'currency' : 'double';
    case 'DISTANCE':
      return 'double';
    case 'DAY_ONLY':
      return 'date';
    default:
      return 'int';
  }
}

/** Functions that change how a value is shown, and leave it as it is in filters. */
export const PRESENTATION = new Set(['TOLABEL', 'FORMAT', 'CONVERTCURRENCY', 'CONVERTTIMEZONE']);
