import type { Condition } from '../../soql/ast.ts';

/** `1 AND (2 OR NOT 3)` with the conditions in the place of their numbers; all of them where there is no filter text. */
export function combineConditions(filter: string | undefined, conditions: readonly Condition[]): Condition {
  if (filter === undefined) return { kind: 'and', operands: [...conditions] };
  const tokens = filter.toUpperCase().match(/\d+|AND|OR|NOT|[()]/g) ?? [];
  let at = 0;
  const primary = (): Condition => {
    const token = tokens[at];
    at += 1;
    if (token === 'NOT') return { kind: 'not', operand: primary() };
    if (token === '(') {
      const inner = disjunction();
      at += 1;
      return inner;
    }
    const found = conditions[Number(token) - 1];
    if (found === undefined) throw new Error(`the filter ${filter} names a condition that there is not`);
    return found;
  };
  const chain = (word: 'AND' | 'OR', next: () => Condition): Condition => {
    const operands = [next()];
    while (tokens[at] === word) {
      at += 1;
      operands.push(next());
    }
    return operands.length === 1 ? (operands[0] as Condition) : { kind: word === 'AND' ? 'and' : 'or', operands };
  };
  const disjunction = (): Condition => chain('OR', () => chain('AND', primary));
  return disjunction();
}
