import { declare } from '../types/library.ts';
import { isAssignable } from '../types/relations.ts';
import type { Type } from '../types/type.ts';
import { emitted } from '../runtime/emitted.ts';
import { current } from '../runtime/transaction.ts';
import { ApexList, ApexMap, ApexSet } from '../runtime/values/collections.ts';
import { raise } from '../runtime/values/exceptions.ts';
import type { NativeObject } from '../runtime/values/objects.ts';
import { SObjectRecord } from '../runtime/values/record.ts';
import { typeToken } from './schema-tokens.ts';

type TypeObject = NativeObject<Type>;

function newInstance(self: TypeObject): unknown {
  const type = self.data;
  if (type.kind === 'sobject' && type.object) {
    return new SObjectRecord(type.object);
  }
  if (type.kind === 'class' && !type.symbol.library) {
    const record = current().program.record(type.symbol);
    const key = type.symbol.constructors().find((one) => !one.parameters.length)?.key;
    if (record && !type.symbol.abstract && (key !== undefined || !type.symbol.constructors().length)) {
      return record.make(key ?? 'init$default');
    }
  }
  if (type.kind === 'class' && type.symbol.library) {
    const [first, second] = type.arguments;
    switch (type.symbol.name) {
      case 'List':
        return first ? new ApexList(first) : null;
      case 'Set':
        return first ? new ApexSet(first) : null;
      case 'Map':
        return first && second ? new ApexMap(first, second) : null;
      default:
    }
  }
  raise('TypeException', `Cannot create an instance of ${type.name}`);
}

function forName(name: string | null): unknown {
  const type = name === null ? undefined : current().program.type(name);
  return type ? emitted.typeObject(type) : null;
}

declare({
  name: 'Type',
  methods: {
    'String getName()': (self: TypeObject) => self.data.name,
    'String toString()': (self: TypeObject) => self.data.name,
    'Object newInstance()': newInstance,
    'Boolean isAssignableFrom(Type other)': (self: TypeObject, other: TypeObject) =>
      isAssignable(other.data, self.data),
    'Boolean equals(Object other)': (self: TypeObject, other: TypeObject | null) => self.data.name === other?.data.name,
    'Integer hashCode()': (self: TypeObject) => self.data.name.length,
    'Schema.SObjectType getSObjectType()': (self: TypeObject) =>
      self.data.kind === 'sobject' && self.data.object ? typeToken(self.data.object) : null
  },
  statics: {
    'Type forName(String name)': forName,
    'Type forName(String namespace, String name)': (_: string | null, name: string) => forName(name)
  }
});
