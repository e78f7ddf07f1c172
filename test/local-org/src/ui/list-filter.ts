import type { ListView } from '../metadata/project.ts';
import type { BindValue } from '../platform/org.ts';
import type { FieldDescribe, FieldValue } from '../schema/schema.ts';

type Filter = ListView['filters'][number];

const SIGNS: Record<string, string> = {
  equals: '=',
  notEqual: '!=',
  lessThan: '<',
  greaterThan: '>',
  lessOrEqual: '<=',
  greaterOrEqual: '>='
};
/** Operators of list views on parts of a text, as LIKE patterns. */
const PATTERNS: Record<string, (text: string) => string> = {
  contains: (text) => `%${text}%`,
  notContain: (text) => `%${text}%`,
  startsWith: (text) => `${text}%`
};
/** Relative dates are SOQL's date literals. */
const DATE_LITERAL =
  /^(?:TODAY|YESTERDAY|TOMORROW|(?:LAST|THIS|NEXT)_(?:WEEK|MONTH|QUARTER|YEAR|90_DAYS)|(?:LAST|NEXT)_N_\w+:\d+)$/;

const typed = (text: string, field: FieldDescribe): FieldValue => {
  if (text === '') {
    return null;
  }
  if (field.type === 'boolean') {
    return text === '1' || text.toLowerCase() === 'true';
  }
  return ['int', 'double', 'currency', 'percent'].includes(field.type) ? Number(text) : text;
};

/** A list view's filter as a SOQL condition with its binds. Several values stand for any of them. */
export function filterCondition(filter: Filter, field: FieldDescribe): { condition: string; binds: BindValue[] } {
  const { operation } = filter;
  const values = (filter.value ?? '').split(',').map((text) => text.trim());
  const negative = operation === 'notEqual' || operation === 'notContain' || operation === 'excludes';
  const literal = values.find((text) => DATE_LITERAL.test(text));
  if (literal !== undefined && operation in SIGNS) {
    return { condition: `${field.apiName} ${SIGNS[operation] ?? '='} ${literal}`, binds: [] };
  }
  const pattern = PATTERNS[operation];
  if (operation === 'includes' || operation === 'excludes') {
    const list = values.map((text) => `'${text.replaceAll(/['\\]/g, '\\$&')}'`).join(', ');
    return { condition: `${field.apiName} ${operation.toUpperCase()} (${list})`, binds: [] };
  }
  if (pattern) {
    const parts = values.map(() => `${negative ? 'NOT ' : ''}${field.apiName} LIKE :text`);
    const binds = values.map((text) => pattern(text.replaceAll(/[%_\\]/g, '\\$&')));
    return { condition: `(${parts.map((part) => `(${part})`).join(negative ? ' AND ' : ' OR ')})`, binds };
  }
  const sign = SIGNS[operation];
  if (sign === undefined) {
    throw new Error(`not emulated: the list view filter ${operation} on ${filter.field}`);
  }
  const parts = values.map(() => `${field.apiName} ${sign} :value`);
  return {
    condition: `(${parts.join(negative ? ' AND ' : ' OR ')})`,
    binds: values.map((text) => typed(text, field))
  };
}

/** Joins conditions as the view's `booleanFilter` says (`1 AND (2 OR 3)`), by AND without one. */
export function combined(conditions: readonly string[], logic: string | undefined): { text: string; order: number[] } {
  if (logic === undefined) {
    return { text: conditions.join(' AND '), order: conditions.map((_, index) => index) };
  }
  const order: number[] = [];
  const text = logic.replaceAll(/\d+/g, (number) => {
    order.push(Number(number) - 1);
    return conditions[Number(number) - 1] ?? 'Id != null';
  });
  return { text: `(${text})`, order };
}
