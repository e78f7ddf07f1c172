/** A parsed formula; names and types are not looked up yet. */
export type FormulaNode =
  | { kind: 'number'; text: string }
  | { kind: 'text'; value: string }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'null' }
  /** `Amount`, `Account.Name`, `Owner:User.Email`, `$User.Id`. */
  | { kind: 'reference'; path: string[] }
  | { kind: 'unary'; operator: '-' | '+' | 'NOT'; operand: FormulaNode }
  | { kind: 'binary'; operator: BinaryOperator; left: FormulaNode; right: FormulaNode }
  /** The name is upper case. */
  | { kind: 'call'; name: string; arguments: FormulaNode[] };

/** `&&` and `||` become calls of AND and OR. */
export type BinaryOperator = '+' | '-' | '*' | '/' | '^' | '&' | '=' | '<>' | '<' | '<=' | '>' | '>=';
