import type { Condition, FieldExpression, Operand, SoqlQuery } from '../../soql/ast.ts';
import type { FieldDescribe, ObjectDescribe, Schema } from '../../schema/schema.ts';
import { apexTypeName } from '../runtime/values/field-values.ts';
import type { Position } from '../syntax/ast.ts';
import { isNumber, isText } from '../types/relations.ts';
import { isNamed, type Type } from '../types/type.ts';
import { fail } from './body.ts';

/** Refuses binds whose type can never be compared with their column, as Salesforce's compiler does. */
export function checkBinds(query: SoqlQuery, schema: Schema, types: readonly Type[], at: Position): void {
  const object = schema.object(query.from.object);
  if (object && query.where) {
    checkCondition(query.where, object, schema, types, at);
  }
}

function checkCondition(
  condition: Condition,
  object: ObjectDescribe,
  schema: Schema,
  types: readonly Type[],
  at: Position
): void {
  switch (condition.kind) {
    case 'and':
    case 'or':
      condition.operands.forEach((one) => {
        checkCondition(one, object, schema, types, at);
      });
      break;
    case 'not':
      checkCondition(condition.operand, object, schema, types, at);
      break;
    default:
      checkOperand(condition.value, fieldOf(condition.field, object, schema), types, at);
  }
}

function checkOperand(value: Operand, field: FieldDescribe | undefined, types: readonly Type[], at: Position): void {
  const type = value.kind === 'bind' ? types[value.index] : undefined;
  if (!field || !type || fits(elementOf(type), field)) {
    return;
  }
  const column = apexTypeName(field);
  fail(at, `Invalid bind expression type of ${type.name} for column of type ${column}`);
}

function fieldOf(expression: FieldExpression, object: ObjectDescribe, schema: Schema): FieldDescribe | undefined {
  if (expression.kind !== 'path') {
    return undefined;
  }
  let current: ObjectDescribe | undefined = object;
  for (const name of expression.path.slice(0, -1)) {
    const parents: readonly ObjectDescribe[] | undefined = current && schema.parent(current, name)?.objects;
    current = parents?.length === 1 ? parents[0] : undefined;
  }
  return current && schema.field(current, expression.path.at(-1) ?? '');
}

/** What a collection holds; maps are bound by their keys. */
function elementOf(type: Type): Type {
  const collection = isNamed(type, 'List') || isNamed(type, 'Set') || isNamed(type, 'Map') || isNamed(type, 'Iterable');
  return collection ? (type.arguments[0] ?? type) : type;
}

function fits(type: Type, field: FieldDescribe): boolean {
  if (type.kind === 'null' || type.kind === 'parameter' || isNamed(type, 'Object')) {
    return true;
  }
  switch (apexTypeName(field)) {
    case 'Id':
      return isText(type) || type.kind === 'sobject';
    case 'String':
      // Enums and sObjects are bound as their texts.
      return isText(type) || (type.kind === 'class' && type.symbol.kind === 'enum');
    case 'Integer':
    case 'Long':
    case 'Double':
    case 'Decimal':
      return isNumber(type);
    case 'Date':
    case 'Datetime':
      return isNamed(type, 'Date') || isNamed(type, 'Datetime');
    case 'Boolean':
      return isNamed(type, 'Boolean');
    default:
      return true;
  }
}
