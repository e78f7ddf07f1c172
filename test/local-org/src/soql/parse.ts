import { OrgError } from '../platform/org.ts';
import type { Comparison, Condition, FieldExpression, From, Operand, SelectItem, SoqlQuery } from './ast.ts';
import { withoutAlias } from './resolve.ts';
import { tokenOperand } from './literals.ts';
import { malformed, tokenize } from './tokens.ts';
import type { Token } from './tokens.ts';

const CLAUSES = new Set('from where with group having order limit offset for all using update'.split(' '));
const COMPARISONS: Record<string, Comparison> = {
  '=': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>='
};

/** Recursive descent over the tokens; one parser reads the whole text, subqueries included, so that binds count on. */
class Parser {
  private readonly text: string;
  private readonly tokens: Token[];
  private readonly binds: string[] = [];
  private at = 0;

  constructor(text: string) {
    this.text = text;
    this.tokens = tokenize(text);
  }

  parse(): SoqlQuery {
    const query = this.query();
    if (this.peek().kind !== 'end') throw this.unexpected();
    return { ...query, text: this.text, bindCount: this.binds.length, binds: this.binds };
  }

  private peek(ahead = 0): Token {
    return this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)] as Token;
  }

  private next(): Token {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  private unexpected(token = this.peek()): OrgError {
    return malformed(this.text, token.at, `unexpected token: '${token.text}'`);
  }

  private isWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'word' && token.text.toLowerCase() === word;
  }

  private takeWord(...words: string[]): boolean {
    if (!words.every((word, i) => this.isWord(word, i))) return false;
    this.at += words.length;
    return true;
  }

  private expectWord(word: string): void {
    if (!this.takeWord(word)) throw this.unexpected();
  }

  private isMark(mark: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'punctuation' && token.text === mark;
  }

  private takeMark(mark: string): boolean {
    if (!this.isMark(mark)) return false;
    this.at += 1;
    return true;
  }

  private expectMark(mark: string): void {
    if (!this.takeMark(mark)) throw this.unexpected();
  }

  private name(): string {
    if (this.peek().kind !== 'word') throw this.unexpected();
    return this.next().text;
  }

  private list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.takeMark(',')) items.push(item());
    return items;
  }

  private query(): SoqlQuery {
    const start = this.peek().at;
    const firstBind = this.binds.length;
    this.expectWord('select');
    const select = this.list(() => this.selectItem());
    this.expectWord('from');
    const query: SoqlQuery = {
      text: '',
      select,
      from: this.from(),
      orderBy: [],
      forUpdate: false,
      allRows: false,
      bindCount: 0,
      binds: []
    };
    if (this.takeWord('using', 'scope')) query.scope = this.name().toLowerCase();
    if (this.takeWord('where')) query.where = this.condition();
    this.with(query);
    if (this.takeWord('group', 'by')) query.groupBy = this.groupBy();
    if (this.takeWord('order', 'by')) query.orderBy = this.list(() => this.orderItem());
    if (this.takeWord('limit')) query.limit = this.amount();
    if (this.takeWord('offset')) query.offset = this.amount();
    this.tail(query);
    query.text = this.text.slice(start, this.peek().at).trim();
    query.binds = this.binds.slice(firstBind);
    query.bindCount = query.binds.length;
    return query;
  }

  private from(): From {
    const object = this.name();
    const alias = this.alias();
    const from: From = alias === undefined ? { object } : { object, alias };
    const parents = new Map<string, readonly string[]>();
    while (this.takeMark(',')) {
      const path = [this.name()];
      while (this.takeMark('.')) path.push(this.name());
      const name = this.alias();
      if (name === undefined) throw this.unexpected();
      parents.set(
        name.toLowerCase(),
        withoutAlias(
          path.flatMap((part) => part.split('.')),
          { ...from, parents }
        )
      );
    }
    return parents.size > 0 ? { ...from, parents } : from;
  }

  private alias(): string | undefined {
    this.takeWord('as');
    const aliased = this.peek().kind === 'word' && !CLAUSES.has(this.peek().text.toLowerCase());
    return aliased ? this.name() : undefined;
  }

  private with(query: SoqlQuery): void {
    if (!this.takeWord('with')) return;
    const mode = this.name().toUpperCase();
    if (mode !== 'USER_MODE' && mode !== 'SYSTEM_MODE' && mode !== 'SECURITY_ENFORCED') {
      throw new OrgError('MALFORMED_QUERY', `not emulated: WITH ${mode}`);
    }
    query.with = mode;
  }

  private tail(query: SoqlQuery): void {
    while (this.isWord('for') || this.isWord('all')) {
      if (this.takeWord('for', 'update')) query.forUpdate = true;
      else if (this.takeWord('all', 'rows')) query.allRows = true;
      else if (this.takeWord('for', 'view')) query.forView = true;
      else if (!this.takeWord('for', 'reference')) throw this.unexpected(this.peek(1));
    }
  }

  private selectItem(): SelectItem {
    if (this.isMark('(')) {
      this.next();
      const query = this.query();
      this.expectMark(')');
      return { kind: 'subquery', query };
    }
    if (this.takeWord('typeof')) return this.typeOf();
    if (this.isWord('count') && this.isMark('(', 1) && this.isMark(')', 2)) {
      this.at += 3;
      return { kind: 'count' };
    }
    const expression = this.fieldExpression();
    if (expression.kind === 'call' && expression.name.toUpperCase() === 'FIELDS') return this.fieldsGroup(expression);
    const aliased = this.peek().kind === 'word' && !CLAUSES.has(this.peek().text.toLowerCase());
    return { kind: 'field', expression, ...(aliased ? { alias: this.name() } : {}) };
  }

  private fieldsGroup(call: Extract<FieldExpression, { kind: 'call' }>): SelectItem {
    const argument = call.arguments[0];
    const group = argument?.kind === 'path' ? (argument.path[0] ?? '').toUpperCase() : '';
    if (group !== 'ALL' && group !== 'STANDARD' && group !== 'CUSTOM') throw this.unexpected();
    return { kind: 'fields', group };
  }

  private typeOf(): SelectItem {
    const relationship = this.name();
    const when: { object: string; fields: string[][] }[] = [];
    const fields = (): string[][] => this.list(() => this.name().split('.'));
    while (this.takeWord('when')) {
      const object = this.name();
      this.expectWord('then');
      when.push({ object, fields: fields() });
    }
    const otherwise = this.takeWord('else') ? fields() : [];
    this.expectWord('end');
    return { kind: 'typeof', relationship, when, otherwise };
  }

  private fieldExpression(): FieldExpression {
    const name = this.name();
    if (!this.takeMark('(')) return { kind: 'path', path: name.split('.') };
    if (this.takeMark(')')) return { kind: 'call', name, arguments: [] };
    const args = this.list(() => this.argument());
    this.expectMark(')');
    return { kind: 'call', name, arguments: args };
  }

  private argument(): FieldExpression {
    const token = this.peek();
    if (token.kind === 'bind') return { kind: 'value', operand: this.bind() };
    if (token.kind !== 'number' && token.kind !== 'string') return this.fieldExpression();
    return { kind: 'value', operand: this.operand() };
  }

  private groupBy(): NonNullable<SoqlQuery['groupBy']> {
    for (const kind of ['rollup', 'cube'] as const) {
      if (!this.isWord(kind) || !this.isMark('(', 1)) continue;
      this.at += 2;
      const fields = this.list(() => this.fieldExpression());
      this.expectMark(')');
      return this.takeWord('having') ? { fields, kind, having: this.condition() } : { fields, kind };
    }
    const fields = this.list(() => this.fieldExpression());
    return this.takeWord('having') ? { fields, having: this.condition() } : { fields };
  }

  private orderItem(): SoqlQuery['orderBy'][number] {
    const field = this.fieldExpression();
    const descending = this.takeWord('desc');
    if (!descending) this.takeWord('asc');
    if (this.takeWord('nulls', 'first')) return { field, descending, nulls: 'first' };
    return this.takeWord('nulls', 'last') ? { field, descending, nulls: 'last' } : { field, descending };
  }

  private amount(): Operand {
    const token = this.peek();
    if (token.kind === 'bind') return this.bind();
    if (token.kind !== 'number' || !/^\d+$/.test(token.text)) throw this.unexpected();
    this.next();
    return { kind: 'literal', value: Number(token.text), type: 'number' };
  }

  private bind(): Operand {
    this.binds.push(this.next().text);
    return { kind: 'bind', index: this.binds.length - 1 };
  }

  /** AND and OR on one level need parentheses, as in SOQL. */
  private condition(): Condition {
    const operands = [this.negation()];
    const kind = this.isWord('or') ? 'or' : 'and';
    while (this.takeWord(kind)) operands.push(this.negation());
    if (this.isWord('and') || this.isWord('or')) throw this.unexpected();
    return operands.length === 1 ? (operands[0] as Condition) : { kind, operands };
  }

  private negation(): Condition {
    if (this.takeWord('not')) return { kind: 'not', operand: this.negation() };
    if (!this.takeMark('(')) return this.comparison();
    const inner = this.condition();
    this.expectMark(')');
    return inner;
  }

  private comparison(): Condition {
    const field = this.fieldExpression();
    const operator = this.operator();
    const list = ['IN', 'NOT IN', 'INCLUDES', 'EXCLUDES'].includes(operator);
    return { kind: 'compare', field, operator, value: list ? this.collection() : this.operand() };
  }

  private operator(): Comparison {
    if (this.takeWord('not', 'in')) return 'NOT IN';
    const token = this.peek();
    const found = token.kind === 'punctuation' ? COMPARISONS[token.text] : undefined;
    const word = token.text.toUpperCase();
    if (found !== undefined) this.next();
    else if (token.kind !== 'word' || !['LIKE', 'IN', 'INCLUDES', 'EXCLUDES'].includes(word)) throw this.unexpected();
    else this.next();
    return found ?? (word as Comparison);
  }

  private operand(): Operand {
    const token = this.peek();
    if (token.kind === 'bind') return this.bind();
    const operand = tokenOperand(token);
    if (operand === undefined) throw this.unexpected();
    this.next();
    return operand;
  }

  private collection(): Operand {
    if (this.peek().kind === 'bind') return this.bind();
    this.expectMark('(');
    const operand: Operand = this.isWord('select')
      ? { kind: 'subquery', query: this.query() }
      : { kind: 'list', items: this.list(() => this.operand()) };
    this.expectMark(')');
    return operand;
  }
}

/** Parses a SOQL query. Throws OrgError `MALFORMED_QUERY` with the place. */
export function parseSoql(text: string): SoqlQuery {
  return new Parser(text).parse();
}
