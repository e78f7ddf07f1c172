/** Apex's abstract syntax. Names are as written; every node knows where it begins (line and column from 1). */
export interface Position {
  line: number;
  column: number;
}

export interface TypeRef extends Position {
  /** `Map<Id, Foo.Bar>` has one part with two arguments; `Foo.Bar` has two parts. */
  parts: { name: string; arguments: TypeRef[] }[];
  /** How many `[]` follow. */
  arrays: number;
}

export interface Annotation extends Position {
  name: string;
  values: Map<string, string>;
}

export interface Modifiers {
  /** Lower case; `with sharing` and its kin are one word each. */
  words: Set<string>;
  /** By lower-case name. */
  annotations: Map<string, Annotation>;
  /** A word that stands twice. */
  duplicate?: string;
}

export interface ParameterDeclaration extends Position {
  name: string;
  type: TypeRef;
}

export type Member =
  | FieldDeclaration
  | PropertyDeclaration
  | MethodDeclaration
  | ConstructorDeclaration
  | InitializerDeclaration
  | TypeDeclaration;

export interface FieldDeclaration extends Position {
  kind: 'field';
  modifiers: Modifiers;
  type: TypeRef;
  declarators: Declarator[];
}

export interface Declarator extends Position {
  name: string;
  initializer?: Expression;
}

export interface Accessor extends Position {
  modifiers: Modifiers;
  body?: Block;
}

export interface PropertyDeclaration extends Position {
  kind: 'property';
  modifiers: Modifiers;
  type: TypeRef;
  name: string;
  getter?: Accessor;
  setter?: Accessor;
}

export interface MethodDeclaration extends Position {
  kind: 'method';
  modifiers: Modifiers;
  /** Absent for void. */
  returns?: TypeRef;
  name: string;
  parameters: ParameterDeclaration[];
  body?: Block;
  endLine: number;
}

export interface ConstructorDeclaration extends Position {
  kind: 'constructor';
  modifiers: Modifiers;
  name: string;
  parameters: ParameterDeclaration[];
  body: Block;
  endLine: number;
}

export interface InitializerDeclaration extends Position {
  kind: 'initializer';
  static: boolean;
  body: Block;
}

export interface TypeDeclaration extends Position {
  kind: 'class' | 'interface' | 'enum';
  name: string;
  modifiers: Modifiers;
  superclass?: TypeRef;
  interfaces: TypeRef[];
  members: Member[];
  constants: string[];
  endLine: number;
}

export interface TriggerDeclaration extends Position {
  kind: 'trigger';
  name: string;
  object: string;
  events: { timing: 'before' | 'after'; operation: 'insert' | 'update' | 'delete' | 'undelete' }[];
  members: Member[];
  body: Block;
  endLine: number;
}

export interface Block extends Position {
  kind: 'block';
  statements: Statement[];
  endLine: number;
}

export type DmlWord = 'insert' | 'update' | 'upsert' | 'delete' | 'undelete';

export type Statement =
  | Block
  | (Position & { kind: 'local'; type: TypeRef; final: boolean; declarators: Declarator[] })
  | (Position & { kind: 'expression'; expression: Expression })
  | (Position & { kind: 'if'; condition: Expression; then: Statement; otherwise?: Statement })
  | (Position & { kind: 'while'; condition: Expression; body?: Statement })
  | (Position & { kind: 'doWhile'; condition: Expression; body: Statement })
  | ForStatement
  | (Position & { kind: 'forEach'; type: TypeRef; name: string; iterable: Expression; body?: Statement })
  | TryStatement
  | (Position & { kind: 'return'; value?: Expression })
  | (Position & { kind: 'throw'; value: Expression })
  | (Position & { kind: 'break' | 'continue' })
  | (Position & { kind: 'dml'; operation: DmlWord; value: Expression; mode?: 'user' | 'system'; field?: string })
  | (Position & { kind: 'runAs'; user: Expression; body: Block })
  | SwitchStatement;

export interface ForStatement extends Position {
  kind: 'for';
  init: Statement[];
  condition?: Expression;
  update: Expression[];
  body?: Statement;
}

export interface TryStatement extends Position {
  kind: 'try';
  body: Block;
  catches: (Position & { type: string; name: string; body: Block })[];
  finally?: Block;
}

export interface SwitchStatement extends Position {
  kind: 'switch';
  value: Expression;
  branches: (Position & { when: When; body: Block })[];
}

export type When =
  { kind: 'else' } | { kind: 'values'; values: Expression[] } | { kind: 'type'; type: TypeRef; name: string };

export type LiteralType = 'Integer' | 'Long' | 'Double' | 'Decimal' | 'String' | 'Boolean' | 'null';

export type Expression =
  | (Position & { kind: 'literal'; type: LiteralType; text: string })
  | (Position & { kind: 'name'; name: string })
  | (Position & { kind: 'this' | 'super' })
  | (Position & { kind: 'member'; target: Expression; name: string; safe: boolean })
  | (Position & { kind: 'call'; target?: Expression; name: string; safe: boolean; arguments: Expression[] })
  | (Position & { kind: 'index'; target: Expression; index: Expression })
  | (Position & { kind: 'unary'; operator: string; operand: Expression })
  | (Position & { kind: 'step'; operator: '++' | '--'; prefix: boolean; operand: Expression })
  | (Position & { kind: 'binary'; operator: string; left: Expression; right: Expression })
  | (Position & { kind: 'assign'; operator: string; target: Expression; value: Expression })
  | (Position & { kind: 'conditional'; condition: Expression; then: Expression; otherwise: Expression })
  | (Position & { kind: 'cast'; type: TypeRef; operand: Expression })
  | (Position & { kind: 'instanceof'; type: TypeRef; operand: Expression })
  | (Position & { kind: 'typeLiteral'; type?: TypeRef })
  | NewExpression
  | (Position & { kind: 'soql'; text: string; binds: Expression[] })
  | (Position & { kind: 'sosl'; text: string; binds: Expression[] });

export interface NewExpression extends Position {
  kind: 'new';
  type: TypeRef;
  /** Constructor arguments; `Name = value` pairs of sObjects stand as assignments. */
  arguments: Expression[];
  /** `{ a, b }` of lists and sets. */
  elements?: Expression[];
  /** `{ k => v }` of maps. */
  entries?: { key: Expression; value: Expression }[];
  /** `new Integer[n]`. */
  size?: Expression;
}
