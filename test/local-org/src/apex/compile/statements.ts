import type { Block, Expression, ForStatement, Statement, SwitchStatement, TryStatement } from '../syntax/ast.ts';
import { libraryType } from '../types/library.ts';
import { isAssignable, isCastable } from '../types/relations.ts';
import { allInterfaces } from '../types/symbols.ts';
import { isNamed, sameType, type Type } from '../types/type.ts';
import { enumValues } from '../runtime/values/objects.ts';
import { fail, type Body } from './body.ts';
import { assigned } from './convert.ts';
import { checkIdentifier } from './declaration-checks.ts';
import { kept } from './frame.ts';
import { isException, type Expressions } from './expressions.ts';

/** Whether execution goes on behind a statement. */
export type Flow = 'continues' | 'ends';

/** Checks and translates statements; each is written on its source line. */
export class Statements {
  private readonly expressions: Expressions;

  constructor(expressions: Expressions) {
    this.expressions = expressions;
  }

  block(block: Block, body: Body): Flow {
    return body.nested(() => this.sequence(block.statements, body));
  }

  /** Statements in the scope that is open. */
  sequence(statements: readonly Statement[], body: Body): Flow {
    let flow: Flow = 'continues';
    for (const statement of statements) {
      if (flow === 'ends') {
        fail(statement, 'Unreachable statement');
      }
      flow = this.statement(statement, body);
    }
    return flow;
  }

  statement(statement: Statement, body: Body): Flow {
    const out = body.out.at(statement.line);
    if (isExecutable(statement)) {
      out.statement(statement.line);
    }
    const mark = body.frame.mark();
    const flow = this.translated(statement, body);
    if (statement.kind !== 'local') {
      const forget = body.frame.release(mark);
      body.out.write(flow === 'continues' ? forget : '');
    }
    return flow;
  }

  private translated(statement: Statement, body: Body): Flow {
    const { out } = body;
    switch (statement.kind) {
      case 'block':
        out.write('{');
        return this.closed(this.block(statement, body), statement.endLine, body);
      case 'local':
        this.local(statement, body);
        return 'continues';
      case 'expression':
        out.write(`${this.effect(statement.expression, body)};`);
        return 'continues';
      case 'if':
        return this.ifStatement(statement, body);
      case 'while':
        out.write(`while ($.tick(), ${this.expressions.condition(statement.condition, body)}) {`);
        this.loopBody(statement.body, body);
        out.write('}');
        return isTrue(statement.condition) && !breaks(statement.body) ? 'ends' : 'continues';
      case 'doWhile':
        out.write('do { $.tick();');
        this.loopBody(statement.body, body);
        out.write(`} while (${this.expressions.condition(statement.condition, body)});`);
        return 'continues';
      case 'for':
        return this.forStatement(statement, body);
      case 'forEach':
        return this.forEach(statement, body);
      case 'try':
        return this.tryStatement(statement, body);
      case 'return':
        return this.returnStatement(statement, body);
      case 'throw':
        return this.throwStatement(statement, body);
      case 'break':
      case 'continue':
        if (!body.loops) {
          fail(statement, `${statement.kind === 'break' ? 'Break' : 'Continue'} statement must be in loop`);
        }
        out.write(`${statement.kind};`);
        return 'ends';
      case 'dml':
        return this.dml(statement, body);
      case 'runAs': {
        const user = this.expressions.expression(statement.user, body);
        out.write(`{ const undo = $.runAs(${user.js}); try {`);
        const flow = this.block(statement.body, body);
        out.at(statement.body.endLine).write('} finally { undo(); } }');
        return flow;
      }
      case 'switch':
        return this.switchStatement(statement, body);
      default:
        throw new Error('Unknown statement');
    }
  }

  private closed(flow: Flow, line: number, body: Body): Flow {
    body.out.at(line).write('}');
    return flow;
  }

  /** An expression for its effect: a postfix step need not undo itself. */
  private effect(expression: Expression, body: Body): string {
    const simple: Expression = expression.kind === 'step' ? { ...expression, prefix: true } : expression;
    if (!['step', 'assign', 'call', 'new'].includes(simple.kind)) {
      fail(expression, 'Expression cannot be a statement');
    }
    return this.expressions.expression(simple, body).js;
  }

  private local(statement: Statement & { kind: 'local' }, body: Body): void {
    const type = body.scope.resolve(statement.type, body.owner);
    if (type.kind === 'void') {
      fail(statement, 'Invalid type: void');
    }
    for (const declarator of statement.declarators) {
      checkIdentifier(declarator.name, declarator);
      const value = declarator.initializer ? this.expressions.converted(declarator.initializer, type, body) : 'null';
      const local = body.declareLocal(
        declarator,
        declarator.name,
        type,
        statement.final,
        declarator.initializer !== undefined
      );
      body.out.at(declarator.line).write(`let ${local.js} = ${kept(local, value)};`);
    }
  }

  private ifStatement(statement: Statement & { kind: 'if' }, body: Body): Flow {
    body.out.write(`if (${this.expressions.condition(statement.condition, body)}) {`);
    const then = body.nested(() => this.statement(statement.then, body));
    body.out.write('}');
    const { otherwise } = statement;
    if (!otherwise) {
      return 'continues';
    }
    body.out.write(' else {');
    const other = body.nested(() => this.statement(otherwise, body));
    body.out.write('}');
    return then === 'ends' && other === 'ends' ? 'ends' : 'continues';
  }

  private loopBody(statement: Statement | undefined, body: Body): void {
    body.frame.loops = true;
    if (statement) {
      body.loops += 1;
      body.nested(() => this.statement(statement, body));
      body.loops -= 1;
    }
  }

  private forStatement(statement: ForStatement, body: Body): Flow {
    return body.nested(() => {
      body.out.write('{');
      statement.init.forEach((one) => this.statement(one, body));
      const test = statement.condition ? this.expressions.condition(statement.condition, body) : 'true';
      const update = statement.update.map((one) => this.effect(one, body)).join(', ');
      body.out.write(`for (; $.tick(), ${test}; ${update}) {`);
      this.loopBody(statement.body, body);
      body.out.write('}}');
      return !statement.condition && !breaks(statement.body) ? 'ends' : 'continues';
    });
  }

  private forEach(statement: Statement & { kind: 'forEach' }, body: Body): Flow {
    const iterable = this.expressions.expression(statement.iterable, body);
    const type = body.scope.resolve(statement.type, body.owner);
    const element = elementOf(iterable.type);
    const chunked = iterable.query === true && isNamed(type, 'List');
    if (!element || !(chunked || isAssignable(element, type) || isSObjectNarrowing(element, type))) {
      fail(
        statement,
        `Loop must iterate over collection: ${element ? `${element.name} is not ${type.name}` : iterable.type.name}`
      );
    }
    return body.nested(() => {
      const local = body.declareLocal(statement, statement.name, type);
      // A loop over a query does not hold its rows.
      const held = iterable.query ? iterable.js : kept({ js: '', place: body.frame.place() }, iterable.js);
      const items = `$.${chunked ? 'chunks' : 'each'}(${held})`;
      const item = body.fresh();
      const value = chunked
        ? item
        : assigned({ type: isAssignable(element, type) ? element : type, js: item }, type, statement);
      body.out.write(`for (const ${item} of ${items}) { $.tick(); let ${local.js} = ${kept(local, value)};`);
      this.loopBody(statement.body, body);
      body.out.write('}');
      return 'continues';
    });
  }

  private tryStatement(statement: TryStatement, body: Body): Flow {
    body.out.write('try {');
    const flows = [this.block(statement.body, body)];
    body.out.at(statement.body.endLine).write('}');
    if (statement.catches.length) {
      const caught = body.fresh();
      body.out.write(` catch (${caught}x) { const ${caught} = $.caught(${caught}x);`);
      const handled: Type[] = [];
      statement.catches.forEach((clause, index) => {
        const type = body.scope.named(clause.type.split('.'), body.owner);
        if (!type) {
          fail(clause, `Invalid type: ${clause.type}`);
        }
        if (!isException(type)) {
          fail(clause, `Invalid exception type: ${clause.type}`);
        }
        if (handled.some((earlier) => isAssignable(type, earlier))) {
          fail(clause, `Exception is already handled by an earlier catch block: ${type.name}`);
        }
        handled.push(type);
        flows.push(
          body.nested(() => {
            const local = body.declareLocal(clause, clause.name, type);
            body.out
              .at(clause.line)
              .write(
                `${index ? 'else ' : ''}if ($.isInstance(${caught}, ${body.pool.add(type)})) { let ${local.js} = ${kept(local, caught)};`
              );
            const flow = this.block(clause.body, body);
            body.out.at(clause.body.endLine).write('}');
            return flow;
          })
        );
      });
      body.out.write(` else throw ${caught}; }`);
    }
    let finallyFlow: Flow = 'continues';
    if (statement.finally) {
      body.out.write(' finally {');
      finallyFlow = this.block(statement.finally, body);
      body.out.at(statement.finally.endLine).write('}');
    }
    return finallyFlow === 'ends' || flows.every((flow) => flow === 'ends') ? 'ends' : 'continues';
  }

  private returnStatement(statement: Statement & { kind: 'return' }, body: Body): Flow {
    const { value } = statement;
    if (!value) {
      if (body.returns && body.returns.kind !== 'void') {
        fail(statement, `Missing return value: ${body.returns.name}`);
      }
      body.out.write('return;');
      return 'ends';
    }
    if (!body.returns || body.returns.kind === 'void') {
      fail(statement, 'Return value is not allowed for a method that returns void');
    }
    body.out.write(`return ${this.expressions.converted(value, body.returns, body)};`);
    return 'ends';
  }

  private throwStatement(statement: Statement & { kind: 'throw' }, body: Body): Flow {
    const value = this.expressions.expression(statement.value, body);
    if (!isException(value.type)) {
      fail(statement, `Throw expression must be of type exception: ${value.type.name}`);
    }
    body.out.write(`throw $.thrown(${value.js});`);
    return 'ends';
  }

  private dml(statement: Statement & { kind: 'dml' }, body: Body): Flow {
    const value = this.expressions.expression(statement.value, body);
    const rows = isNamed(value.type, 'List') ? value.type.arguments[0] : value.type;
    if (rows?.kind !== 'sobject') {
      fail(statement, `DML requires SObject or SObject list type: ${value.type.name}`);
    }
    let field = 'null';
    if (statement.field !== undefined) {
      const name = statement.field.split('.').at(-1) ?? '';
      const found = rows.object ? body.scope.schema.field(rows.object, name) : undefined;
      if (rows.object && !found) {
        fail(statement, `Field does not exist: ${name} on ${rows.object.apiName}`);
      }
      field = JSON.stringify(found?.apiName ?? name);
    }
    const mode = statement.mode ? JSON.stringify(statement.mode) : 'null';
    body.out.write(
      `$.dml(${JSON.stringify(statement.operation)}, ${value.js}, ${body.pool.add(body.access)}, ${mode}, ${field});`
    );
    return 'continues';
  }

  private switchStatement(statement: SwitchStatement, body: Body): Flow {
    const value = this.expressions.expression(statement.value, body);
    const subject = body.fresh();
    body.out.write(`{ const ${subject} = ${value.js};`);
    const flows: Flow[] = [];
    checkWhenValues(statement);
    const hasElse = statement.branches.some((branch) => branch.when.kind === 'else');
    statement.branches.forEach((branch, index) => {
      const { when } = branch;
      flows.push(
        body.nested(() => {
          let opening = '';
          if (when.kind === 'type') {
            const type = body.scope.resolve(when.type, body.owner);
            if (!isCastable(value.type, type)) {
              fail(
                branch,
                `Incompatible types since an instance of ${value.type.name} is never an instance of ${type.name}`
              );
            }
            const local = body.declareLocal(branch, when.name, type);
            opening = `if ($.isInstance(${subject}, ${body.pool.add(type)})) { let ${local.js} = ${kept(local, subject)};`;
          } else if (when.kind === 'values') {
            const tests = when.values.map((one) => `$.matches(${subject}, ${this.whenValue(one, value.type, body)})`);
            opening = `if (${tests.join(' || ')}) {`;
          } else {
            opening = '{';
          }
          body.out.at(branch.line).write(`${index ? ' else ' : ''}${opening}`);
          const flow = this.block(branch.body, body);
          body.out.at(branch.body.endLine).write('}');
          return flow;
        })
      );
    });
    body.out.write('}');
    return hasElse && flows.every((flow) => flow === 'ends') ? 'ends' : 'continues';
  }

  private whenValue(expression: Expression, type: Type, body: Body): string {
    if (expression.kind === 'name' && type.kind === 'class' && type.symbol.kind === 'enum') {
      const constant = enumValues(type.symbol).get(expression.name.split('.').at(-1)?.toLowerCase() ?? '');
      if (!constant) {
        fail(expression, `Invalid enum value: ${expression.name}`);
      }
      return body.pool.add(constant);
    }
    if (expression.kind === 'literal' && expression.text.startsWith('-') && expression.type !== 'String') {
      return expression.text.replace('l', 'n');
    }
    const code = this.expressions.expression(expression, body);
    if (code.type.kind !== 'null' && !sameType(code.type, type) && !isAssignable(code.type, type)) {
      fail(expression, `Incompatible types in switch statement: ${code.type.name}, ${type.name}`);
    }
    return assigned(code, type, expression);
  }
}

/** Each value may stand in one `when` only. */
function checkWhenValues(statement: SwitchStatement): void {
  const seen = new Set<string>();
  for (const { when } of statement.branches) {
    for (const value of when.kind === 'values' ? when.values : []) {
      const key =
        value.kind === 'literal'
          ? `${value.type} ${value.text}`
          : value.kind === 'name'
            ? value.name.toLowerCase()
            : '';
      if (key !== '' && seen.has(key)) {
        fail(value, `Duplicate when value: ${key.replace(/^\S+ /, '')}`);
      }
      seen.add(key);
    }
  }
}

function elementOf(type: Type): Type | undefined {
  if (type.kind !== 'class') {
    return undefined;
  }
  if (isNamed(type, 'List') || isNamed(type, 'Set') || isNamed(type, 'Iterable')) {
    return type.arguments[0];
  }
  if (isNamed(type, 'Database.QueryLocator')) {
    return libraryType('Object');
  }
  const iterable = allInterfaces(type.symbol).find((one) => isNamed(one, 'Iterable'));
  return iterable?.kind === 'class' ? iterable.arguments[0] : undefined;
}

function isSObjectNarrowing(element: Type, type: Type): boolean {
  return element.kind === 'sobject' && type.kind === 'sobject' && element.object === null;
}

/** What coverage counts: blocks and variables without a value do nothing by themselves. */
function isExecutable(statement: Statement): boolean {
  return (
    statement.kind !== 'block' &&
    statement.kind !== 'try' &&
    (statement.kind !== 'local' || statement.declarators.some((one) => one.initializer))
  );
}

function isTrue(expression: Expression): boolean {
  return expression.kind === 'literal' && expression.text === 'true';
}

/** Whether a loop's body leaves the loop. */
function breaks(statement: Statement | undefined): boolean {
  switch (statement?.kind) {
    case 'break':
      return true;
    case 'block':
      return statement.statements.some(breaks);
    case 'if':
      return breaks(statement.then) || breaks(statement.otherwise);
    case 'try':
      return [statement.body, ...statement.catches.map((clause) => clause.body), statement.finally].some(breaks);
    case 'switch':
      return statement.branches.some((branch) => breaks(branch.body));
    default:
      return false;
  }
}
