import type { Expression, NewExpression } from '../syntax/ast.ts';
import { fieldType } from '../types/field-type.ts';
import { libraryType } from '../types/library.ts';
import { allInterfaces, lineage } from '../types/symbols.ts';
import { isAssignable } from '../types/relations.ts';
import { isNamed, type ClassType, type SObjectType } from '../types/type.ts';
import { fail, type Body, type ExpressionTranslator } from './body.ts';
import { argumentList, choose } from './calls.ts';
import type { Code } from './code.ts';
import { assigned } from './convert.ts';
import { checkWriteable, recordOf, relationship } from './members.ts';

/** `new X(…)` in all its forms. */
export function creation(expression: NewExpression, body: Body, translator: ExpressionTranslator): Code {
  const type = body.scope.resolve(expression.type, body.owner);
  const translate = (one: Expression): Code => translator.expression(one, body);
  if (type.kind === 'sobject') {
    return newRecord(type, expression, body, translator);
  }
  if (type.kind !== 'class') {
    fail(expression, `Type cannot be constructed: ${type.name}`);
  }
  if (isNamed(type, 'List') || isNamed(type, 'Set')) {
    return newCollection(type, expression, body, translate);
  }
  if (isNamed(type, 'Map')) {
    return newMap(type, expression, body, translate);
  }
  const values = expression.arguments.map(translate);
  if (type.symbol.abstract || type.symbol.kind !== 'class') {
    fail(expression, `Abstract classes cannot be constructed: ${type.name}`);
  }
  return type.symbol.library ? newNative(type, values, expression, body) : newObject(type, values, expression, body);
}

function newRecord(type: SObjectType, expression: NewExpression, body: Body, translator: ExpressionTranslator): Code {
  const { object } = type;
  if (!object) {
    fail(expression, 'Type cannot be constructed: SObject');
  }
  const values = expression.arguments.map((argument) => {
    if (argument.kind !== 'assign' || argument.target.kind !== 'name') {
      fail(argument, `Invalid constructor syntax, name=value pairs can only be used for SObjects: ${type.name}`);
    }
    const { name } = argument.target;
    const field = body.scope.schema.field(object, name);
    const value = translator.expression(argument.value, body);
    if (field) {
      checkWriteable(object, field, argument);
      const js = assigned(value, fieldType(field), argument);
      return `[${body.pool.add(field)}, ${js}]`;
    }
    const related = relationship(type, name, body.scope.schema);
    if (!related || related.many) {
      fail(argument, `Field does not exist: ${name} on ${type.name}`);
    }
    return `[${JSON.stringify(related.name)}, ${assigned(value, related.type, argument)}]`;
  });
  return { type, present: true, js: `$.record(${body.pool.add(object)}, [${values.join(', ')}])` };
}

function newCollection(
  type: ClassType,
  expression: NewExpression,
  body: Body,
  translate: (one: Expression) => Code
): Code {
  const maker = `$.new${type.symbol.name}`;
  const element = type.arguments[0] ?? libraryType('Object');
  const constant = body.pool.add(element);
  if (expression.elements) {
    const items = expression.elements.map((one) => assigned(translate(one), element, one));
    return { type, present: true, js: `${maker}(${constant}, [${items.join(', ')}])` };
  }
  if (expression.size) {
    const size = assigned(translate(expression.size), libraryType('Integer'), expression);
    return { type, present: true, js: `$.newArray(${constant}, ${size})` };
  }
  const [source] = expression.arguments.map(translate);
  if (!source) {
    return { type, present: true, js: `${maker}(${constant}, [])` };
  }
  if (isNamed(source.type, 'Integer')) {
    return { type, present: true, js: `$.newArray(${constant}, ${source.js})` };
  }
  const from = source.type;
  if (
    from.kind !== 'class' ||
    !['List', 'Set', 'Iterable'].some((name) => isNamed(from, name)) ||
    !elementsFit(from, element)
  ) {
    if (!(from.kind === 'class' && allInterfaces(from.symbol).some((one) => isNamed(one, 'Iterable')))) {
      fail(expression, `Constructor not defined: [${type.name}].<Constructor>(${from.name})`);
    }
  }
  return { type, present: true, js: `${maker}(${constant}, $.items(${source.js}))` };
}

function elementsFit(from: ClassType, element: Code['type']): boolean {
  const given = from.arguments[0];
  return given !== undefined && (isAssignable(given, element) || isAssignable(element, given));
}

function newMap(type: ClassType, expression: NewExpression, body: Body, translate: (one: Expression) => Code): Code {
  const [key, value] = type.arguments;
  if (!key || !value) {
    fail(expression, 'Invalid number of type arguments for Map');
  }
  const types = `${body.pool.add(key)}, ${body.pool.add(value)}`;
  const entries = (expression.entries ?? []).map(
    (entry) =>
      `[${assigned(translate(entry.key), key, entry.key)}, ${assigned(translate(entry.value), value, entry.value)}]`
  );
  const [source] = expression.arguments.map(translate);
  if (source && !isNamed(source.type, 'Map') && !isNamed(source.type, 'List')) {
    fail(expression, `Constructor not defined: [${type.name}].<Constructor>(${source.type.name})`);
  }
  return { type, present: true, js: `$.newMap(${types}, [${entries.join(', ')}]${source ? `, ${source.js}` : ''})` };
}

function newNative(type: ClassType, values: Code[], expression: NewExpression, body: Body): Code {
  const owner = [...lineage(type.symbol)].find((one) => one.constructors().length);
  const isException = [...lineage(type.symbol)].some((one) => one.name === 'Exception');
  const candidates = (isException ? owner : type.symbol)?.constructors() ?? [];
  const chosen = choose(
    candidates.map((method) => ({ method, within: type })),
    values
  );
  if (!chosen) {
    noConstructor(type.name, values, expression);
  }
  const list = argumentList(chosen, values, expression);
  const js = isException
    ? `$.newException(${[body.pool.add(type.symbol), ...list].join(', ')})`
    : `${body.pool.add(chosen.method.implementation)}(${list.join(', ')})`;
  return { type, present: true, js };
}

function newObject(type: ClassType, values: Code[], expression: NewExpression, body: Body): Code {
  const constructors = type.symbol.constructors();
  const record = recordOf(type.symbol);
  const isException = [...lineage(type.symbol)].some((one) => one.library && one.name === 'Exception');
  const chosen = choose(
    constructors.map((method) => ({ method, within: type })),
    values
  );
  if (isException && !chosen) {
    const fits = values.length <= 2 && values.every((value) => isText(value) || isThrowable(value));
    if (!fits) {
      noConstructor(type.name, values, expression);
    }
    return { type, present: true, js: `${record}.makeException(${values.map((value) => value.js).join(', ')})` };
  }
  if (!constructors.length) {
    if (values.length) {
      noConstructor(type.name, values, expression);
    }
    return { type, present: true, js: `${record}.make("init$default")` };
  }
  if (!chosen) {
    noConstructor(type.name, values, expression);
  }
  if (!body.canSee(chosen.method)) {
    fail(
      expression,
      `Constructor is not visible: [${type.name}].<Constructor>(${values.map((value) => value.type.name).join(', ')})`
    );
  }
  const list = [JSON.stringify(chosen.method.key), ...argumentList(chosen, values, expression)];
  return { type, present: true, js: `${record}.make(${list.join(', ')})` };
}

function isText(value: Code): boolean {
  return isAssignable(value.type, libraryType('String'));
}

function isThrowable(value: Code): boolean {
  return isAssignable(value.type, libraryType('Exception'));
}

function noConstructor(name: string, values: Code[], at: NewExpression): never {
  fail(at, `Constructor not defined: [${name}].<Constructor>(${values.map((value) => value.type.name).join(', ')})`);
}
