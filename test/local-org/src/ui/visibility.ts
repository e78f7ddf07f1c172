import type { VisibilityCriterion, VisibilityRule } from '../metadata/project.ts';
import type { FieldValue } from '../schema/schema.ts';

/** What rules may ask about. */
export interface VisibilityContext {
  /** A field of the record that the page shows; undefined on pages without one, and for what the user may not see. */
  field(name: string): FieldValue | undefined;
  customPermission(name: string): boolean;
}

/** Whether a component is shown. Throws `not emulated: …` for what this cannot tell. */
export function isVisible(rule: VisibilityRule, context: VisibilityContext): boolean {
  const results = rule.criteria.map((criterion) => holds(criterion, context));
  if (rule.booleanFilter === undefined) {
    return results.every(Boolean);
  }
  return evaluate(rule.booleanFilter, results);
}

function holds({ left, operator, right }: VisibilityCriterion, context: VisibilityContext): boolean {
  const path = /^\{!\s*(.+?)\s*\}$/.exec(left)?.[1] ?? left;
  const field = /^Record\.(\w+)$/i.exec(path)?.[1];
  if (field !== undefined) {
    return compare(context.field(field) ?? null, operator, right);
  }
  const permission = /^\$Permission\.CustomPermission\.(\w+)$/i.exec(path)?.[1];
  if (permission !== undefined) {
    return compare(context.customPermission(permission), operator, right);
  }
  throw new Error(`not emulated: the visibility rule on ${path}`);
}

function compare(value: FieldValue, operator: string, right: string): boolean {
  const text = value === null ? '' : String(value);
  const numeric = typeof value === 'number';
  const order = numeric ? value - Number(right) : text < right ? -1 : text > right ? 1 : 0;
  switch (operator) {
    case 'EQUAL':
      return numeric ? order === 0 : text.toLowerCase() === right.toLowerCase();
    case 'NE':
      return numeric ? order !== 0 : text.toLowerCase() !== right.toLowerCase();
    case 'CONTAINS':
      return text.toLowerCase().includes(right.toLowerCase());
    case 'LT':
      return order < 0;
    case 'LE':
      return order <= 0;
    case 'GT':
      return order > 0;
    case 'GE':
      return order >= 0;
    default:
      throw new Error(`not emulated: the operator ${operator} of visibility rules`);
  }
}

/** `1 AND (2 OR NOT 3)`, read by recursive descent. */
function evaluate(filter: string, results: readonly boolean[]): boolean {
  const tokens = filter.toUpperCase().match(/\d+|AND|OR|NOT|[()]/g) ?? [];
  let at = 0;
  const primary = (): boolean => {
    const token = tokens[at++];
    if (token === 'NOT') {
      return !primary();
    }
    if (token === '(') {
      const inner = either();
      at += 1;
      return inner;
    }
    return results[Number(token) - 1] ?? false;
  };
  const both = (): boolean => {
    let value = primary();
    while (tokens[at] === 'AND') {
      at += 1;
      const next = primary();
      value = value && next;
    }
    return value;
  };
  const either = (): boolean => {
    let value = both();
    while (tokens[at] === 'OR') {
      at += 1;
      const next = both();
      value = value || next;
    }
    return value;
  };
  return either();
}
