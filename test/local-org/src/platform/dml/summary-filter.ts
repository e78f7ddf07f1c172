import type { FieldDescribe, FieldValue, ObjectDescribe, Schema, Summary } from '../../schema/schema.ts';
import type { Comparison, Condition, FieldExpression, Operand } from '../../soql/ast.ts';

const OPERATORS: Record<string, Comparison> = {
  equals: '=',
  notEqual: '!=',
  lessThan: '<',
  greaterThan: '>',
  lessOrEqual: '<=',
  greaterOrEqual: '>=',
  includes: 'INCLUDES',
  excludes: 'EXCLUDES'
};
const PATTERNS: Record<string, (text: string) => string> = {
  contains: (text) => `%${text}%`,
  notContain: (text) => `%${text}%`,
  startsWith: (text) => `${text}%`
};

/** `2024-01-31`, or `1/31/2024` as Setup writes it. */
function day(text: string): string {
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (american === null) return text;
  const [, month = '', date = '', year = ''] = american;
  return `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
}

function valueOf(text: string, field: FieldDescribe | undefined): FieldValue {
  if (text === '') return null;
  switch (field?.type) {
    case 'boolean':
      return /^(?:true|1)$/i.test(text);
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return Number(text);
    case 'date':
    case 'datetime':
      return day(text);
    default:
      return text;
  }
}

const literal = (value: FieldValue): Operand => ({ kind: 'literal', value, type: 'string' });

/** A filter of metadata (roll-ups, sharing rules) as a SOQL condition. Several values are separated by commas. */
export function summaryCondition(
  schema: Schema,
  object: ObjectDescribe,
  filter: Summary['filters'][number]
): Condition {
  const described = schema.field(object, filter.field);
  const field: FieldExpression = { kind: 'path', path: [filter.field] };
  const texts = filter.value.split(',').map((text) => text.trim());
  const pattern = PATTERNS[filter.operation];
  if (pattern !== undefined) {
    const operands = texts.map((text): Condition => {
      const escaped = text.replaceAll(/[\\%_]/g, '\\$&');
      return { kind: 'compare', field, operator: 'LIKE', value: literal(pattern(escaped)) };
    });
    const any: Condition = { kind: 'or', operands };
    return filter.operation === 'notContain' ? { kind: 'not', operand: any } : any;
  }
  const operator = OPERATORS[filter.operation];
  if (operator === undefined) throw new Error(`not emulated: filter operation ${filter.operation}`);
  const values = texts.map((text) => literal(valueOf(text, described)));
  const list = operator === 'INCLUDES' || operator === 'EXCLUDES';
  if (list) return { kind: 'compare', field, operator, value: { kind: 'list', items: values } };
  if (values.length > 1 && (operator === '=' || operator === '!=')) {
    return {
      kind: 'compare',
      field,
      operator: operator === '=' ? 'IN' : 'NOT IN',
      value: { kind: 'list', items: values }
    };
  }
  return { kind: 'compare', field, operator, value: values[0] ?? literal(null) };
}
