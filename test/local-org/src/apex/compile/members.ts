import type { Position } from '../syntax/ast.ts';
import type { FieldDescribe, ObjectDescribe, Schema } from '../../schema/schema.ts';
import { fieldType } from '../types/field-type.ts';
import { libraryType } from '../types/library.ts';
import { lineage, type ClassSymbol, type FieldSymbol } from '../types/symbols.ts';
import { sObjectType, SOBJECT, substitute, type SObjectType, type Type } from '../types/type.ts';
import { enumValues } from '../runtime/values/objects.ts';
import { fail, type Body } from './body.ts';
import type { Code, Place } from './code.ts';

/** A field or property of a class or its superclasses. */
export function findField(symbol: ClassSymbol, name: string): FieldSymbol | undefined {
  for (const owner of lineage(symbol)) {
    const found = owner.field(name);
    if (found) {
      return found;
    }
  }
  return undefined;
}

/** The record of a user class in emitted code. */
export function recordOf(symbol: ClassSymbol): string {
  return `K[${JSON.stringify(symbol.name)}]`;
}

/** A field or property read or written: of an instance (`target`) or of its class. */
export function fieldPlace(field: FieldSymbol, target: Code | null, body: Body, at: Position): Place {
  const type = target ? substitute(field.type, target.type) : field.type;
  if (!body.canSee(field)) {
    fail(at, `Variable is not visible: ${field.owner.name}.${field.name}`);
  }
  if (field.owner.kind === 'enum') {
    const js = body.pool.add(enumValues(field.owner).get(field.name.toLowerCase()));
    return { type, holder: '', read: () => js, write: () => readOnly(field, at) };
  }
  if (field.owner.library) {
    return libraryPlace(field, type, target, body, at);
  }
  const stored = body.accessorOf === field.name.toLowerCase() && body.owner === field.owner;
  const property = stored ? undefined : field.property;
  return {
    type,
    holder: field.static ? `${recordOf(field.owner)}.s()` : (target?.js ?? 'this'),
    read: (holder) => (property?.getter === 'custom' ? `${holder}.get_${field.key}()` : `${holder}.${field.key}`),
    write: (holder, value) => {
      checkWritable(field, body, at);
      return property?.setter === 'custom'
        ? `${holder}.set_${field.key}(${value})`
        : `${holder}.${field.key} = ${value}`;
    }
  };
}

function checkWritable(field: FieldSymbol, body: Body, at: Position): void {
  const initializes = body.inConstructor || body.inInitializer || body.accessorOf === field.name.toLowerCase();
  if (field.final && !(initializes && body.owner === field.owner)) {
    fail(at, `Final members can only be assigned in their declaration, init blocks, or constructors: ${field.name}`);
  }
  if (field.property) {
    if (field.property.setter === 'none' && !(body.owner === field.owner)) {
      fail(at, `Field is not writeable: ${field.owner.name}.${field.name}`);
    }
    if (!body.canSee({ ...field, visibility: field.property.setterVisibility })) {
      fail(at, `Variable is not visible: ${field.owner.name}.${field.name}`);
    }
  }
}

function readOnly(field: FieldSymbol, at: Position): never {
  fail(at, `Field is not writeable: ${field.owner.name}.${field.name}`);
}

function libraryPlace(field: FieldSymbol, type: Type, target: Code | null, body: Body, at: Position): Place {
  const { read, write } = field;
  return {
    type,
    holder: target ? `$.present(${target.js})` : '',
    read: (holder) => `${body.pool.add(read)}(${holder})`,
    write: (holder, value) =>
      write ? `${body.pool.add(write)}(${holder ? `${holder}, ` : ''}${value})` : readOnly(field, at)
  };
}

/** A field, parent or child list of an sObject. */
export function sObjectPlace(target: Code & { type: SObjectType }, name: string, body: Body, at: Position): Place {
  const { object } = target.type;
  if (!object) {
    return genericPlace(target, name, at);
  }
  const schema = body.scope.schema;
  const field = schema.field(object, name);
  const holder = target.js;
  if (field) {
    const constant = body.pool.add(field);
    return {
      type: fieldType(field),
      holder,
      read: (from) => `$.${target.relationship ? 'readOver' : 'read'}(${from}, ${constant})`,
      write: (to, value) => {
        checkWriteable(object, field, at);
        return `$.put(${to}, ${constant}, ${value})`;
      }
    };
  }
  const related = relationship(target.type, name, schema);
  if (!related) {
    fail(at, `Variable does not exist: ${name}`);
  }
  const constant = JSON.stringify(related.name);
  return {
    type: related.type,
    holder,
    read: (from) => `$.${related.many ? 'children' : 'parent'}(${from}, ${constant})`,
    write: (to, value) => `$.putParent(${to}, ${constant}, ${value})`
  };
}

/** Throws `Field is not writeable: X` for what the platform alone sets; records of other kinds are made up in memory. */
export function checkWriteable(object: ObjectDescribe, field: FieldDescribe, at: Position): void {
  const kept = !field.createable && !field.updateable && field.type !== 'id';
  if (kept && !object.setup && (object.kind === 'standard' || object.kind === 'custom')) {
    fail(at, `Field is not writeable: ${object.apiName}.${field.apiName}`);
  }
}

/** Every sObject has an id; what a polymorphic lookup leads to has a name and the name of its type as well. */
function genericPlace(target: Code, name: string, at: Position): Place {
  const field = { id: 'Id', ...(target.relationship ? { name: 'Name' } : {}) }[name.toLowerCase()];
  if (field === undefined && target.relationship && name.toLowerCase() === 'type') {
    return {
      type: libraryType('String'),
      holder: target.js,
      read: (from) => `$.typeOfRelated(${from})`,
      write: () => fail(at, 'Field is not writeable: Name.Type')
    };
  }
  if (field === undefined) {
    fail(at, `Variable does not exist: ${name}`);
  }
  return {
    type: libraryType(field === 'Id' ? 'Id' : 'String'),
    holder: target.js,
    read: (from) => `$.readByName(${from}, ${JSON.stringify(field)}, ${String(target.relationship ?? false)})`,
    write: (to, value) => `$.putByName(${to}, ${JSON.stringify(field)}, ${value})`
  };
}

/** What a relationship name leads to. */
export function relationship(
  from: SObjectType,
  name: string,
  schema: Schema
): { name: string; type: Type; many: boolean } | undefined {
  if (!from.object) {
    return undefined;
  }
  const parent = schema.parent(from.object, name);
  if (parent) {
    const [only, another] = parent.objects;
    const type = only && !another ? sObjectType(only) : SOBJECT;
    return { name: parent.field.relationshipName ?? name, type: polymorphic(type, name, schema), many: false };
  }
  const children = schema.children(from.object, name);
  const child = children && schema.object(children.childObject);
  return child && { name: children.relationshipName, type: libraryType('List', sObjectType(child)), many: true };
}

/** `Owner` offers the fields that users and queues share, under the name `Name`. */
function polymorphic(type: SObjectType, name: string, schema: Schema): SObjectType {
  const user = schema.object('User');
  return type.object === null && name.toLowerCase() === 'owner' && user ? sObjectType(user) : type;
}
