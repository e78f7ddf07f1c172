import type { Expression, Position } from '../syntax/ast.ts';
import { libraryType } from '../types/library.ts';
import { classType, isNamed, type SObjectType, type Type } from '../types/type.ts';
import { fieldSetNamed } from '../library/field-sets.ts';
import { fieldDescribe, fieldToken, objectDescribe, typeToken } from '../library/schema-tokens.ts';
import { fail, type Body, type ExpressionTranslator } from './body.ts';
import { kept } from './frame.ts';
import { readPlace, safe, type Code, type Place } from './code.ts';
import { fieldPlace, findField, sObjectPlace } from './members.ts';

interface ValueMeaning {
  kind: 'value';
  code: Code;
  place?: Place;
}

/** What a name or path stands for. */
export type Meaning =
  | ValueMeaning
  | { kind: 'type'; type: Type }
  | { kind: 'namespace'; parts: string[] }
  | { kind: 'fields'; type: SObjectType };

/** Resolves a name: variable, then field, then type. Undefined where nothing has it. */
export function meaningOfName(name: string, at: Position, body: Body): Meaning | undefined {
  const local = body.local(name);
  if (local) {
    const place: Place = {
      type: local.type,
      holder: '',
      read: () => local.js,
      write: (_, value) => {
        if (local.final && local.initialized) {
          fail(at, `Final variable can only be initialized once: ${local.name}`);
        }
        return `${local.js} = ${kept(local, value)}`;
      }
    };
    return { kind: 'value', code: { type: local.type, js: local.js }, place };
  }
  const owned = ownField(name, at, body);
  if (owned) {
    return owned;
  }
  const type = body.scope.named([name], body.owner);
  if (type) {
    return { kind: 'type', type };
  }
  return ['system', 'schema', 'database', body.scope.namespace.toLowerCase()].includes(name.toLowerCase())
    ? { kind: 'namespace', parts: [name] }
    : undefined;
}

function ownField(name: string, at: Position, body: Body): Meaning | undefined {
  for (let owner = body.owner; owner; owner = owner.outer) {
    const field = findField(owner, name);
    if (!field || (owner !== body.owner && !field.static)) {
      continue;
    }
    if (!field.static && body.isStatic) {
      fail(at, `Non static field cannot be referenced from a static context: ${field.name}`);
    }
    const target: Code | null = field.static ? null : { type: classType(owner), js: 'this' };
    const place = fieldPlace(field, target, body, at);
    return { kind: 'value', place, code: { type: place.type, js: readPlace(place) } };
  }
  return undefined;
}

/** Resolves `target.name`. */
export function meaningOfMember(
  expression: Expression & { kind: 'member' },
  body: Body,
  translator: ExpressionTranslator
): Meaning {
  const target = meaningOf(expression.target, body, translator);
  switch (target.kind) {
    case 'value':
      return memberOfValue(target.code, expression, body);
    case 'namespace':
      return memberOfNamespace(target.parts, expression, body);
    case 'fields': {
      const { object } = target.type;
      const field = object && body.scope.schema.field(object, expression.name);
      if (!field) {
        fail(expression, `Variable does not exist: ${expression.name}`);
      }
      return value('Schema.DescribeFieldResult', body.pool.add(fieldDescribe(object, field)));
    }
    default:
      return memberOfType(target.type, expression, body);
  }
}

/** Resolves any expression that may stand before a dot. */
export function meaningOf(expression: Expression, body: Body, translator: ExpressionTranslator): Meaning {
  if (expression.kind === 'name') {
    const meaning = meaningOfName(expression.name, expression, body);
    if (!meaning) {
      fail(expression, `Variable does not exist: ${expression.name}`);
    }
    return meaning;
  }
  return expression.kind === 'member'
    ? meaningOfMember(expression, body, translator)
    : { kind: 'value', code: translator.expression(expression, body) };
}

function value(typeName: string, js: string): Meaning {
  return { kind: 'value', code: { type: libraryType(typeName), js } };
}

function memberOfValue(target: Code, expression: Expression & { kind: 'member' }, body: Body): ValueMeaning {
  if (target.chain) {
    const { chain, ...rest } = target;
    const { code } = memberOfValue({ ...rest, js: chain.inner }, expression, body);
    return { kind: 'value', code: safe(code.type, { ...chain, inner: code.js }) };
  }
  const single = singleRow(target, expression.safe);
  const holder = expression.safe ? body.fresh() : single.js;
  const place = valuePlace({ ...single, js: holder }, expression.name, expression, body);
  const code: Code = {
    type: place.type,
    js: readPlace(place),
    ...(single.type.kind === 'sobject' && place.type.kind === 'sobject' ? { relationship: true } : {})
  };
  if (!expression.safe) {
    return { kind: 'value', place, code };
  }
  return { kind: 'value', code: safe(code.type, { holder, source: single.js, inner: code.js }) };
}

/** A query stands for its one row where a field of it is read; a safe reading takes no row as null. */
export function singleRow(code: Code, safely = false): Code {
  const element = code.query && code.type.kind === 'class' ? code.type.arguments[0] : undefined;
  return element ? { type: element, js: `$.${safely ? 'oneOrNone' : 'one'}(${code.js})` } : code;
}

function valuePlace(target: Code, name: string, at: Position, body: Body): Place {
  const { type } = target;
  if (type.kind === 'sobject') {
    return sObjectPlace({ ...target, type }, name, body, at);
  }
  const field = type.kind === 'class' ? findField(type.symbol, name) : undefined;
  if (isNamed(type, 'Schema.SObjectType') && name.toLowerCase() === 'fields') {
    return {
      type: libraryType('Schema.SObjectTokenFields'),
      holder: target.js,
      read: (from) => from,
      write: (from) => from
    };
  }
  if (isNamed(type, 'Schema.SObjectTokenFields')) {
    const read = (from: string): string => `$.fieldOf(${from}, ${JSON.stringify(name)})`;
    return { type: libraryType('Schema.SObjectField'), holder: target.js, read, write: read };
  }
  if (isNamed(type, 'Schema.DescribeSObjectResult') && name.toLowerCase() === 'fields') {
    return {
      type: libraryType('Schema.SObjectTypeFields'),
      holder: target.js,
      read: (from) => from,
      write: (from) => from
    };
  }
  if (isNamed(type, 'Schema.DescribeSObjectResult') && name.toLowerCase() === 'fieldsets') {
    return {
      type: libraryType('Schema.SObjectTypeFieldSets'),
      holder: target.js,
      read: (from) => from,
      write: (from) => from
    };
  }
  if (isNamed(type, 'Schema.SObjectTypeFieldSets')) {
    const read = (from: string): string => `${body.pool.add(fieldSetNamed)}(${from}, ${JSON.stringify(name)})`;
    return { type: libraryType('Schema.FieldSet'), holder: target.js, read, write: read };
  }
  if (isNamed(type, 'Schema.SObjectTypeFields')) {
    const read = (from: string): string => `$.describedField(${from}, ${JSON.stringify(name)})`;
    return { type: libraryType('Schema.DescribeFieldResult'), holder: target.js, read, write: read };
  }
  if (!field || field.static) {
    fail(at, `Variable does not exist: ${name}`);
  }
  return fieldPlace(field, target, body, at);
}

function memberOfNamespace(parts: string[], expression: Expression & { kind: 'member' }, body: Body): Meaning {
  const all = [...parts, expression.name];
  const type = body.scope.named(all, null);
  if (type) {
    return { kind: 'type', type };
  }
  fail(expression, `Variable does not exist: ${all.join('.')}`);
}

function memberOfType(type: Type, expression: Expression & { kind: 'member' }, body: Body): Meaning {
  const { name } = expression;
  if (type.kind === 'sobject' && type.object) {
    return memberOfObjectType({ ...type }, expression, body);
  }
  if (isNamed(type, 'Schema.SObjectType')) {
    const object = body.scope.object(name);
    if (object) {
      return value('Schema.DescribeSObjectResult', body.pool.add(objectDescribe(object)));
    }
  }
  if (type.kind === 'class') {
    if (isNamed(type, 'Label')) {
      return label(expression, body);
    }
    const special = triggerVariable(type, name, body);
    if (special) {
      return special;
    }
    const field = findField(type.symbol, name);
    if (field?.static) {
      const place = fieldPlace(field, null, body, expression);
      return { kind: 'value', place, code: { type: place.type, js: readPlace(place) } };
    }
    const inner = body.scope.named([type.symbol.name.split('.')[0] ?? '', name], body.owner);
    if (inner) {
      return { kind: 'type', type: inner };
    }
    const namespaced = body.scope.named([...type.name.split('.'), name], null);
    if (namespaced) {
      return { kind: 'type', type: namespaced };
    }
  }
  fail(expression, `Variable does not exist: ${name}`);
}

function memberOfObjectType(type: SObjectType, expression: Expression & { kind: 'member' }, body: Body): Meaning {
  const object = type.object;
  const lower = expression.name.toLowerCase();
  if (!object) {
    fail(expression, `Variable does not exist: ${expression.name}`);
  }
  if (lower === 'sobjecttype') {
    return value('Schema.SObjectType', body.pool.add(typeToken(object)));
  }
  if (lower === 'fields') {
    return { kind: 'fields', type };
  }
  const field = body.scope.schema.field(object, expression.name);
  if (field) {
    return value('Schema.SObjectField', body.pool.add(fieldToken(object, field)));
  }
  fail(expression, `Variable does not exist: ${expression.name}`);
}

function triggerVariable(type: Type, name: string, body: Body): Meaning | undefined {
  if (!isNamed(type, 'Trigger') || !body.triggerObject) {
    return undefined;
  }
  const object: SObjectType = { kind: 'sobject', name: body.triggerObject.apiName, object: body.triggerObject };
  const lower = name.toLowerCase();
  const types: Record<string, Type> = {
    new: libraryType('List', object),
    old: libraryType('List', object),
    newmap: libraryType('Map', libraryType('Id'), object),
    oldmap: libraryType('Map', libraryType('Id'), object)
  };
  const field = findField(type.symbol, name);
  return types[lower] && field
    ? { kind: 'value', code: { type: types[lower], js: `${body.pool.add(field.read)}()` } }
    : undefined;
}

function label(expression: Expression & { kind: 'member' }, body: Body): Meaning {
  const found = body.labels.get(expression.name.toLowerCase());
  if (!found) {
    if (expression.name.toLowerCase() === body.scope.namespace.toLowerCase() || expression.name.toLowerCase() === 'c') {
      return { kind: 'type', type: libraryType('Label') };
    }
    fail(expression, `External string does not exist: ${expression.name}`);
  }
  return value('String', JSON.stringify(found.value));
}
