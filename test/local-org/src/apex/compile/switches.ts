import type { Expression, SwitchStatement } from '../syntax/ast.ts';
import { enumValues } from '../runtime/values/objects.ts';
import { isAssignable, isCastable } from '../types/relations.ts';
import { sameType, type Type } from '../types/type.ts';
import { fail, type Body } from './body.ts';
import { assigned } from './convert.ts';
import type { Flow, StatementTranslator } from './flow.ts';
import { kept } from './frame.ts';

/** Checks and translates a `switch`. */
export function switchStatement(statement: SwitchStatement, body: Body, statements: StatementTranslator): Flow {
  const value = statements.expressions.expression(statement.value, body);
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
          const tests = when.values.map(
            (one) => `$.matches(${subject}, ${whenValue(one, value.type, body, statements)})`
          );
          opening = `if (${tests.join(' || ')}) {`;
        } else {
          opening = '{';
        }
        body.out.at(branch.line).write(`${index ? ' else ' : ''}${opening}`);
        const flow = statements.block(branch.body, body);
        body.out.at(branch.body.endLine).write('}');
        return flow;
      })
    );
  });
  body.out.write('}');
  return hasElse && flows.every((flow) => flow === 'ends') ? 'ends' : 'continues';
}

function whenValue(expression: Expression, type: Type, body: Body, statements: StatementTranslator): string {
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
  const code = statements.expressions.expression(expression, body);
  if (code.type.kind !== 'null' && !sameType(code.type, type) && !isAssignable(code.type, type)) {
    fail(expression, `Incompatible types in switch statement: ${code.type.name}, ${type.name}`);
  }
  return assigned(code, type, expression);
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
