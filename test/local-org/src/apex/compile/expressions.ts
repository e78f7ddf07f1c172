import type { Expression, LiteralType } from '../syntax/ast.ts';
import { libraryType } from '../types/library.ts';
import { isCastable, isNumber, isText } from '../types/relations.ts';
import { lineage, type ClassSymbol } from '../types/symbols.ts';
import { classType, isNamed, NULL, type Type } from '../types/type.ts';
import { decimal } from '../runtime/values/numbers.ts';
import { arithmetic, binary, commonType, condition } from './binary.ts';
import { fail, type Body, type ExpressionTranslator } from './body.ts';
import { callCode, choose, methodsOf, noSuchMethod, staticMethods, type Receiver } from './calls.ts';
import { readPlace, safe, updatePlace, writePlace, type Code, type Place } from './code.ts';
import { assigned, converted } from './convert.ts';
import { creation } from './creations.ts';
import { meaningOf, meaningOfMember, meaningOfName, singleRow } from './names.ts';
import { soql, sosl } from './soql.ts';
import { objectMethod } from './object-methods.ts';

/** Checks and translates expressions. */
export class Expressions implements ExpressionTranslator {
  expression(expression: Expression, body: Body): Code {
    switch (expression.kind) {
      case 'literal':
        return literal(expression.type, expression.text, expression, body);
      case 'name':
      case 'member':
        return this.value(expression, body);
      case 'this':
        if (body.isStatic || !body.owner) {
          fail(expression, "Invalid use of 'this' in a static context");
        }
        return { type: classType(body.owner), js: 'this', present: true };
      case 'super':
        fail(expression, 'Unexpected super');
        break;
      case 'call':
        return this.call(expression, body);
      case 'index': {
        const place = this.place(expression, body);
        return { type: place.type, js: readPlace(place) };
      }
      case 'unary':
        return this.unary(expression, body);
      case 'step':
        return this.step(expression, body);
      case 'binary':
        return binary(
          expression.operator,
          this.expression(expression.left, body),
          this.expression(expression.right, body),
          expression
        );
      case 'assign':
        return this.assign(expression, body);
      case 'conditional':
        return this.conditional(expression, body);
      case 'cast':
        return this.cast(expression, body);
      case 'instanceof':
        return this.instanceOf(expression, body);
      case 'typeLiteral':
        return {
          type: libraryType('Type'),
          present: true,
          js: `$.typeObject(${expression.type ? body.pool.add(body.scope.resolve(expression.type, body.owner)) : 'null'})`
        };
      case 'new':
        return creation(expression, body, this);
      case 'soql':
        return soql(expression, body, this);
      case 'sosl':
        return sosl(expression, body, this);
      default:
        throw new Error('Unknown expression');
    }
  }

  /** A value of this type. */
  converted(expression: Expression, to: Type, body: Body): string {
    return assigned(this.expression(expression, body), to, expression);
  }

  condition(expression: Expression, body: Body): string {
    return condition(this.expression(expression, body), expression);
  }

  private value(expression: Expression & { kind: 'name' | 'member' }, body: Body): Code {
    const meaning = meaningOf(expression, body, this);
    if (meaning.kind !== 'value') {
      fail(expression, `Variable does not exist: ${expression.name}`);
    }
    return meaning.code;
  }

  private place(expression: Expression, body: Body): Place {
    if (expression.kind === 'index') {
      return this.indexPlace(expression, body);
    }
    const meaning =
      expression.kind === 'name'
        ? meaningOfName(expression.name, expression, body)
        : expression.kind === 'member'
          ? meaningOfMember(expression, body, this)
          : undefined;
    if (meaning?.kind !== 'value' || !meaning.place) {
      const name = expression.kind === 'name' ? expression.name : undefined;
      fail(expression, name === undefined ? 'Expression cannot be assigned' : `Variable does not exist: ${name}`);
    }
    return meaning.place;
  }

  private indexPlace(expression: Expression & { kind: 'index' }, body: Body): Place {
    const target = this.expression(expression.target, body);
    const index = this.converted(expression.index, libraryType('Integer'), body);
    if (!isNamed(target.type, 'List')) {
      fail(expression, `Expression must be a list type: ${target.type.name}`);
    }
    return {
      type: target.type.arguments[0] ?? libraryType('Object'),
      holder: target.js,
      read: (holder) => `${holder}.get($.present(${index}))`,
      write: (holder, value) => `${holder}.set($.present(${index}), ${value})`
    };
  }

  private call(expression: Expression & { kind: 'call' }, body: Body): Code {
    const { target, name } = expression;
    if (!target) {
      return this.ownCall(expression, body);
    }
    if (target.kind === 'super') {
      return this.superCall(expression, body);
    }
    const fieldError = this.fieldError(expression, body);
    if (fieldError) {
      return fieldError;
    }
    const meaning = meaningOf(target, body, this);
    const values = expression.arguments.map((argument) => this.expression(argument, body));
    if (meaning.kind === 'value') {
      return this.valueCall(meaning.code, values, expression, body);
    }
    if (meaning.kind !== 'type') {
      const ofFields = meaning.kind === 'fields' ? objectMethod(meaning.type, name, values, body) : undefined;
      return ofFields ?? noSuchMethod(name, values, meaning.kind, expression);
    }
    const { type } = meaning;
    if (type.kind === 'sobject') {
      return objectMethod(type, name, values, body) ?? noSuchMethod(name, values, type.name, expression);
    }
    const symbol = type.kind === 'class' ? type.symbol : libraryType('Object').symbol;
    if (symbol.kind === 'enum') {
      const constants = enumCall(type, symbol, name, values, body);
      if (constants) {
        return constants;
      }
    }
    const chosen = choose(staticMethods(symbol, name), values);
    if (!chosen) {
      const instance = choose(methodsOf(type, name), values);
      return instance
        ? callCode(instance, { kind: 'class' }, values, body, expression)
        : noSuchMethod(name, values, type.name, expression);
    }
    return callCode(chosen, { kind: 'class' }, values, body, expression);
  }

  /** `record.Field__c.addError(…)`: an error of the record at this field. */
  private fieldError(expression: Expression & { kind: 'call' }, body: Body): Code | undefined {
    const { target, name } = expression;
    if (name.toLowerCase() !== 'adderror' || target?.kind !== 'member' || target.target.kind === 'super') {
      return undefined;
    }
    const owner = meaningOf(target.target, body, this);
    const object = owner.kind === 'value' && owner.code.type.kind === 'sobject' ? owner.code.type.object : null;
    const field = object && body.scope.schema.field(object, target.name);
    if (owner.kind !== 'value' || !field) {
      return undefined;
    }
    const values = expression.arguments.map((argument) => this.expression(argument, body));
    const named: Code = { type: libraryType('String'), js: JSON.stringify(field.apiName) };
    return this.valueCall(owner.code, [named, ...values.slice(0, 1)], { ...expression, safe: false }, body);
  }

  private valueCall(receiver: Code, values: Code[], expression: Expression & { kind: 'call' }, body: Body): Code {
    if (receiver.chain) {
      const { chain, ...rest } = receiver;
      const code = this.valueCall({ ...rest, js: chain.inner }, values, expression, body);
      return safe(code.type, { ...chain, inner: code.js });
    }
    const single =
      receiver.query && !choose(methodsOf(receiver.type, expression.name), values)
        ? singleRow(receiver, expression.safe)
        : receiver;
    const holder = expression.safe ? body.fresh() : single.js;
    const type = single.type;
    const candidates =
      type.kind === 'class' && type.symbol.kind === 'enum'
        ? enumMethods(type, expression.name)
        : methodsOf(type, expression.name);
    const chosen = choose(candidates, values);
    if (!chosen) {
      return (
        userClone(single, holder, values, expression.name) ??
        noSuchMethod(expression.name, values, type.name, expression)
      );
    }
    const called = callCode(chosen, { kind: 'value', code: { ...single, js: holder } }, values, body, expression);
    const code = { ...called, type: refined(called.type, chosen.method.name, single.type) };
    return expression.safe ? safe(code.type, { holder, source: single.js, inner: code.js }) : code;
  }

  /** A call without receiver: `foo()`, `this(…)`, `super(…)`. */
  private ownCall(expression: Expression & { kind: 'call' }, body: Body): Code {
    const values = expression.arguments.map((argument) => this.expression(argument, body));
    const lower = expression.name.toLowerCase();
    if (lower === 'this' || lower === 'super') {
      fail(expression, `Call to '${lower}()' must be the first statement in a constructor method`);
    }
    for (let owner = body.owner; owner; owner = owner.outer) {
      const own = owner === body.owner;
      const named = methodsOf(classType(owner), expression.name).filter(
        ({ method }) => (own || method.static) && (!method.owner.library || method.owner.name !== 'Object' || own)
      );
      const chosen = choose(named, values);
      if (chosen) {
        const receiver: Receiver = chosen.method.static ? { kind: 'class' } : { kind: 'this' };
        return callCode(chosen, receiver, values, body, expression);
      }
    }
    const self = body.owner && !body.isStatic ? { type: classType(body.owner), js: 'this' } : undefined;
    return (
      (self && userClone(self, 'this', values, expression.name)) ??
      noSuchMethod(expression.name, values, body.owner?.name ?? 'anonymous', expression)
    );
  }

  private superCall(expression: Expression & { kind: 'call' }, body: Body): Code {
    const values = expression.arguments.map((argument) => this.expression(argument, body));
    const superclass = body.owner?.superclass ?? libraryType('Object');
    const chosen = choose(methodsOf(superclass, expression.name), values);
    if (!chosen) {
      return noSuchMethod(expression.name, values, superclass.name, expression);
    }
    return callCode(chosen, { kind: 'super' }, values, body, expression);
  }

  private unary(expression: Expression & { kind: 'unary' }, body: Body): Code {
    const { operator, operand } = expression;
    const code = this.expression(operand, body);
    switch (operator) {
      case '!':
        return { type: code.type, present: true, js: `!(${condition(code, expression)})` };
      case '-':
        if (!isNumber(code.type)) {
          fail(expression, 'Arithmetic expressions must use numeric arguments');
        }
        return { type: code.type, js: `$.neg${code.type.name}(${code.js})` };
      case '~':
        return arithmetic('^', code, { type: code.type, js: isNamed(code.type, 'Long') ? '-1n' : '-1' }, expression);
      default:
        return { ...code, js: `$.present(${code.js})` };
    }
  }

  private step(expression: Expression & { kind: 'step' }, body: Body): Code {
    const place = this.place(expression.operand, body);
    const operator = expression.operator === '++' ? '+' : '-';
    if (!isNumber(place.type)) {
      fail(expression, 'Arithmetic expressions must use numeric arguments');
    }
    const one: Code = { type: libraryType('Integer'), js: '1' };
    const step = (sign: string, js: string): string => arithmetic(sign, { type: place.type, js }, one, expression).js;
    const changed = updatePlace(place, (read) => step(operator, read));
    return { type: place.type, js: expression.prefix ? changed : step(operator === '+' ? '-' : '+', changed) };
  }

  private assign(expression: Expression & { kind: 'assign' }, body: Body): Code {
    const place = this.place(expression.target, body);
    const value = this.expression(expression.value, body);
    if (expression.operator === '=') {
      const js = writePlace(place, assigned(value, place.type, expression));
      if (expression.target.kind === 'name') {
        const local = body.local(expression.target.name);
        if (local) {
          local.initialized = true;
        }
      }
      return { type: place.type, js: `(${js})` };
    }
    const operator = expression.operator.slice(0, -1);
    const js = updatePlace(place, (read) => {
      const result = binary(operator, { type: place.type, js: read }, value, expression);
      return assigned(result, place.type, expression);
    });
    return { type: place.type, js };
  }

  private conditional(expression: Expression & { kind: 'conditional' }, body: Body): Code {
    const test = this.condition(expression.condition, body);
    const then = this.expression(expression.then, body);
    const otherwise = this.expression(expression.otherwise, body);
    const type = commonType(then, otherwise, expression);
    return {
      type,
      js: `(${test} ? ${converted(then.js, then.type, type)} : ${converted(otherwise.js, otherwise.type, type)})`
    };
  }

  private cast(expression: Expression & { kind: 'cast' }, body: Body): Code {
    const type = body.scope.resolve(expression.type, body.owner);
    const code = this.expression(expression.operand, body);
    if (code.query && type.kind === 'sobject') {
      return { type, js: `$.one(${code.js})` };
    }
    if (!isCastable(code.type, type)) {
      fail(
        expression,
        `Incompatible types since an instance of ${code.type.name} is never an instance of ${type.name}`
      );
    }
    const widened = converted(code.js, code.type, type);
    return { type, js: widened === code.js ? `$.cast(${code.js}, ${body.pool.add(type)})` : widened };
  }

  private instanceOf(expression: Expression & { kind: 'instanceof' }, body: Body): Code {
    const type = body.scope.resolve(expression.type, body.owner);
    const code = this.expression(expression.operand, body);
    if (!isCastable(code.type, type)) {
      fail(
        expression,
        `Operation instanceof is always false since an instance of ${code.type.name} is never an instance of ${type.name}`
      );
    }
    return { type: libraryType('Boolean'), present: true, js: `$.isInstance(${code.js}, ${body.pool.add(type)})` };
  }
}

/** `Color.values()` and `Color.valueOf('RED')`. */
function enumCall(type: Type, symbol: ClassSymbol, name: string, values: Code[], body: Body): Code | undefined {
  const [first] = values;
  const constant = body.pool.add(symbol);
  if (name.toLowerCase() === 'values' && !first) {
    return { type: libraryType('List', type), js: `$.enumValues(${constant}, ${body.pool.add(type)})` };
  }
  return name.toLowerCase() === 'valueof' && first && isText(first.type)
    ? { type, js: `$.enumValue(${constant}, ${first.js})` }
    : undefined;
}

/** `clone()`, which objects of the project's classes have: a copy that shares what the fields lead to. */
function userClone(target: Code, holder: string, values: Code[], name: string): Code | undefined {
  const { type } = target;
  const isUser = type.kind === 'class' && !type.symbol.library && type.symbol.kind === 'class';
  return isUser && name.toLowerCase() === 'clone' && !values.length
    ? { type, present: true, js: `$.cloneObject($.present(${holder}))` }
    : undefined;
}

/** `values()`, `name()`, `ordinal()` and what every object has. */
function enumMethods(type: Type, name: string) {
  return [...methodsOf(libraryType('EnumType'), name), ...methodsOf(type, name)];
}

/** A copy of a list is a list of the same elements. */
function refined(type: Type, name: string, receiver: Type): Type {
  return receiver.kind === 'sobject' && (name === 'clone' || name === 'deepClone') ? receiver : type;
}

function literal(type: LiteralType, text: string, at: Expression, body: Body): Code {
  switch (type) {
    case 'null':
      return { type: NULL, js: 'null' };
    case 'String':
      return { type: libraryType('String'), present: true, js: JSON.stringify(text) };
    case 'Boolean':
      return { type: libraryType('Boolean'), present: true, js: text };
    case 'Long':
      return { type: libraryType('Long'), present: true, js: `${text.slice(0, -1)}n` };
    case 'Integer':
      if (Number(text) > 2_147_483_647) {
        fail(at, 'Illegal integer');
      }
      return { type: libraryType('Integer'), present: true, js: String(Number(text)) };
    case 'Double':
      return { type: libraryType('Double'), present: true, js: `$.toDouble(${text.replace(/d$/i, '')})` };
    default:
      return { type: libraryType('Decimal'), present: true, js: body.pool.add(decimal(text)) };
  }
}

/** True where an exception type is meant. */
export function isException(type: Type): boolean {
  return type.kind === 'class' && [...lineage(type.symbol)].some((one) => one.library && one.name === 'Exception');
}
