import type { Expression, ForStatement, Statement } from '../syntax/ast.ts';
import { libraryType } from '../types/library.ts';
import { isAssignable } from '../types/relations.ts';
import { allInterfaces } from '../types/symbols.ts';
import { isNamed, type Type } from '../types/type.ts';
import { fail, type Body } from './body.ts';
import { assigned } from './convert.ts';
import type { Flow, StatementTranslator } from './flow.ts';
import { kept } from './frame.ts';

export type Loop = Statement & { kind: 'while' | 'doWhile' | 'for' | 'forEach' };

/** Checks and translates a loop. Each pass ticks, so that endless ones end. */
export function loop(statement: Loop, body: Body, statements: StatementTranslator): Flow {
  const { out } = body;
  switch (statement.kind) {
    case 'while':
      out.write(`while ($.tick(), ${statements.expressions.condition(statement.condition, body)}) {`);
      loopBody(statement.body, body, statements);
      out.write('}');
      return isTrue(statement.condition) && !breaks(statement.body) ? 'ends' : 'continues';
    case 'doWhile':
      out.write('do { $.tick();');
      loopBody(statement.body, body, statements);
      out.write(`} while (${statements.expressions.condition(statement.condition, body)});`);
      return 'continues';
    case 'for':
      return forStatement(statement, body, statements);
    default:
      return forEach(statement, body, statements);
  }
}

function loopBody(statement: Statement | undefined, body: Body, statements: StatementTranslator): void {
  body.frame.loops = true;
  if (statement) {
    body.loops += 1;
    body.nested(() => statements.statement(statement, body));
    body.loops -= 1;
  }
}

function forStatement(statement: ForStatement, body: Body, statements: StatementTranslator): Flow {
  return body.nested(() => {
    body.out.write('{');
    statement.init.forEach((one) => statements.statement(one, body));
    const test = statement.condition ? statements.expressions.condition(statement.condition, body) : 'true';
    const update = statement.update.map((one) => statements.effect(one, body)).join(', ');
    body.out.write(`for (; $.tick(), ${test}; ${update}) {`);
    loopBody(statement.body, body, statements);
    body.out.write('}}');
    return !statement.condition && !breaks(statement.body) ? 'ends' : 'continues';
  });
}

function forEach(statement: Statement & { kind: 'forEach' }, body: Body, statements: StatementTranslator): Flow {
  const iterable = statements.expressions.expression(statement.iterable, body);
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
    loopBody(statement.body, body, statements);
    body.out.write('}');
    return 'continues';
  });
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
