import type { Block, Expression, Statement, TryStatement } from '../syntax/ast.ts';
import { isAssignable } from '../types/relations.ts';
import { isNamed, type Type } from '../types/type.ts';
import { fail, type Body } from './body.ts';
import { checkIdentifier } from './declaration-checks.ts';
import { isException, type Expressions } from './expressions.ts';
import type { Flow, StatementTranslator } from './flow.ts';
import { kept } from './frame.ts';
import { loop } from './loops.ts';
import { switchStatement } from './switches.ts';

/** Checks and translates statements; each is written on its source line. */
export class Statements implements StatementTranslator {
  readonly expressions: Expressions;

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
      case 'doWhile':
      case 'for':
      case 'forEach':
        return loop(statement, body, this);
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
        return switchStatement(statement, body, this);
      default:
        throw new Error('Unknown statement');
    }
  }

  private closed(flow: Flow, line: number, body: Body): Flow {
    body.out.at(line).write('}');
    return flow;
  }

  /** An expression for its effect: a postfix step need not undo itself. */
  effect(expression: Expression, body: Body): string {
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

  private tryStatement(statement: TryStatement, body: Body): Flow {
    // What cannot be caught ends the transaction: neither does `finally` run, nor can it return instead.
    const alive = statement.finally ? body.fresh() : '';
    body.out.write(statement.finally ? `let ${alive} = true; try { try {` : 'try {');
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
      const failure = body.fresh();
      const nothingCaught = statement.catches.length ? '' : ' finally {}';
      body.out.write(
        `${nothingCaught} } catch (${failure}) { ${alive} = $.survives(${failure}); throw ${failure}; } finally { if (${alive}) {`
      );
      finallyFlow = this.block(statement.finally, body);
      body.out.at(statement.finally.endLine).write('} }');
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
}

/** What coverage counts: blocks and variables without a value do nothing by themselves. */
function isExecutable(statement: Statement): boolean {
  return (
    statement.kind !== 'block' &&
    statement.kind !== 'try' &&
    (statement.kind !== 'local' || statement.declarators.some((one) => one.initializer))
  );
}
