import type { FieldDescribe, ObjectDescribe, Schema, ValidationRule } from '../schema/schema.ts';
import { resolveField } from '../formula/references.ts';
import type { Naming } from './namespace.ts';
import type { XmlElement } from './xml.ts';

const DEFAULT_MESSAGE = 'Value does not exist or does not match filter criteria.';
const NUMERIC = new Set<FieldDescribe['type']>(['int', 'double', 'currency', 'percent']);
const ORDERS: Record<string, string> = { lessThan: '<', greaterThan: '>', lessOrEqual: '<=', greaterOrEqual: '>=' };

/** Where a filter stands: the object that has the lookup, and the lookup. */
interface FilterPlace {
  schema: Schema;
  object: ObjectDescribe;
  lookup: FieldDescribe;
  naming: Naming;
}

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;

/** `Account.Type` of the filter, as the formula's path from the record that has the lookup. */
function pathOf({ object, lookup, naming }: FilterPlace, text: string): string {
  const parts = text.split('.').map((part) => naming.api(part));
  if (parts[0] === '$Source') return parts.slice(1).join('.');
  if (parts[0]?.startsWith('$') === true) return parts.join('.');
  const own = parts[0] === object.apiName && lookup.referenceTo[0] !== object.apiName;
  return [...(own ? [] : [lookup.relationshipName ?? '']), ...parts.slice(1)].join('.');
}

/** The path as a text without regard to case, or as it is where it is no text. */
function comparable({ schema, object }: FilterPlace, path: string): { formula: string; field?: FieldDescribe } {
  if (path.startsWith('$')) return { formula: `LOWER(${path})` };
  const { field } = resolveField(schema, object, path.split('.'));
  if (field.type === 'picklist' || field.type === 'combobox') return { formula: `LOWER(TEXT(${path}))`, field };
  if (field.type === 'percent') return { formula: `(${path} * 100)`, field };
  const plain =
    NUMERIC.has(field.type) || ['boolean', 'date', 'datetime', 'time', 'multipicklist'].includes(field.type);
  return { formula: plain ? path : `LOWER(${path})`, field };
}

function literal(text: string, field: FieldDescribe | undefined): string {
  if (field !== undefined && NUMERIC.has(field.type)) return text;
  if (field?.type === 'boolean') return /^(?:true|1)$/i.test(text) ? 'TRUE' : 'FALSE';
  if (field?.type === 'date') return `DATEVALUE(${quoted(text)})`;
  if (field?.type === 'datetime') return `DATETIMEVALUE(${quoted(text.replace('T', ' ').replace(/\.\d+Z?$/, ''))})`;
  return quoted(text.toLowerCase());
}

function comparison(operation: string, left: string, right: string, item: XmlElement): string {
  switch (operation) {
    case 'equals':
    case 'notEqual':
      return `${left} = ${right}`;
    case 'contains':
    case 'notContain':
      return `CONTAINS(${left}, ${right})`;
    case 'startsWith':
      return `BEGINS(${left}, ${right})`;
    case 'includes':
    case 'excludes':
      return `INCLUDES(${left}, ${right})`;
    default: {
      const order = ORDERS[operation];
      if (order === undefined) throw item.error('operation', `not emulated: lookup filter operation ${operation}`);
      return `${left} ${order} ${right}`;
    }
  }
}

function condition(place: FilterPlace, item: XmlElement): string {
  const path = pathOf(place, item.required('field'));
  const { formula, field } = comparable(place, path);
  const operation = item.required('operation');
  const other = item.text('valueField');
  const value = item.text('value') ?? '';
  const negative = ['notEqual', 'notContain', 'excludes'].includes(operation);
  let any: string;
  if (other !== undefined) any = comparison(operation, formula, comparable(place, pathOf(place, other)).formula, item);
  else if (value === '') any = `ISBLANK(${path})`;
  else {
    const texts = value.split(',').map((text) => text.trim());
    const right = (text: string): string => (operation.endsWith('cludes') ? quoted(text) : literal(text, field));
    any = `OR(${texts.map((text) => comparison(operation, formula, right(text), item)).join(', ')})`;
  }
  // AND takes blank for false, so that the negation of what cannot be told is true.
  return negative ? `NOT(AND(${any}))` : `AND(${any})`;
}

/** `1 AND (2 OR NOT 3)` with the conditions in the place of their numbers. */
function combine(filter: string | undefined, conditions: readonly string[]): string {
  if (filter === undefined) return `AND(${conditions.join(', ')})`;
  return filter
    .replaceAll(/\bAND\b/gi, '&&')
    .replaceAll(/\bOR\b/gi, '||')
    .replaceAll(/\bNOT\b/gi, '!')
    .replaceAll(/\d+/g, (n) => `(${conditions[Number(n) - 1] ?? 'FALSE'})`);
}

/** A lookup's required filter as a rule of its object; undefined where it has none. */
export function lookupFilterRule(place: FilterPlace, element: XmlElement): ValidationRule | undefined {
  const filter = element.first('lookupFilter');
  if (filter === undefined || !filter.flag('active', true) || filter.flag('isOptional')) return undefined;
  const conditions = filter.all('filterItems').map((item) => condition(place, item));
  const { apiName } = place.lookup;
  return {
    name: `lookup filter of ${apiName}`,
    condition: `AND(NOT(ISBLANK(${apiName})), NOT(AND(${combine(filter.text('booleanFilter'), conditions)})))`,
    message: filter.text('errorMessage') ?? DEFAULT_MESSAGE,
    errorField: apiName,
    statusCode: 'FIELD_FILTER_VALIDATION_EXCEPTION'
  };
}
