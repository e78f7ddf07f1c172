import type { Operand } from './ast.ts';
import type { Token } from './tokens.ts';

const DATE_LITERALS = new Set(
  `YESTERDAY TODAY TOMORROW LAST_WEEK THIS_WEEK NEXT_WEEK LAST_MONTH THIS_MONTH NEXT_MONTH LAST_90_DAYS NEXT_90_DAYS
   THIS_QUARTER LAST_QUARTER NEXT_QUARTER THIS_YEAR LAST_YEAR NEXT_YEAR THIS_FISCAL_QUARTER LAST_FISCAL_QUARTER
   NEXT_FISCAL_QUARTER THIS_FISCAL_YEAR LAST_FISCAL_YEAR NEXT_FISCAL_YEAR`.split(/\s+/)
);
const COUNTED_LITERALS = new Set(
  `LAST_N_DAYS NEXT_N_DAYS N_DAYS_AGO LAST_N_WEEKS NEXT_N_WEEKS N_WEEKS_AGO LAST_N_MONTHS NEXT_N_MONTHS N_MONTHS_AGO
   LAST_N_QUARTERS NEXT_N_QUARTERS N_QUARTERS_AGO LAST_N_YEARS NEXT_N_YEARS N_YEARS_AGO`.split(/\s+/)
);

/** The instant as a datetime's `FieldValue`. */
export function datetimeText(instant: number): string {
  return new Date(instant).toISOString().replace('Z', '+0000');
}

/** A word that stands for a value: null, true, false, a date literal. Undefined when it does not. */
export function wordOperand(word: string): Operand | undefined {
  const upper = word.toUpperCase();
  if (upper === 'NULL') return { kind: 'literal', value: null, type: 'null' };
  if (upper === 'TRUE' || upper === 'FALSE') return { kind: 'literal', value: upper === 'TRUE', type: 'boolean' };
  if (DATE_LITERALS.has(upper)) return { kind: 'dateLiteral', name: upper };
  const [name = '', n = ''] = upper.split(':');
  return COUNTED_LITERALS.has(name) && /^\d+$/.test(n) ? { kind: 'dateLiteral', name, n: Number(n) } : undefined;
}

/** A token that is a value by itself. Undefined for other tokens. */
export function tokenOperand(token: Token): Operand | undefined {
  switch (token.kind) {
    case 'string':
      return { kind: 'literal', value: token.text, type: 'string' };
    case 'number':
      return { kind: 'literal', value: Number(token.text), type: 'number' };
    case 'date':
      return { kind: 'literal', value: token.text, type: 'date' };
    case 'datetime': {
      const zoned = token.text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
      return { kind: 'literal', value: datetimeText(Date.parse(zoned)), type: 'datetime' };
    }
    case 'word':
      return wordOperand(token.text);
    default:
      return undefined;
  }
}
