import { ABSTRACT, declare } from '../types/library.ts';
import { classType } from '../types/type.ts';
import { invoke } from '../runtime/dispatch.ts';
import { charge, ITEM } from '../runtime/heap.ts';
import { order, present } from '../runtime/operators.ts';
import { text } from '../runtime/text.ts';
import { ApexList, ApexMap, ApexSet } from '../runtime/values/collections.ts';
import { equal } from '../runtime/values/equality.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { ApexEnumValue, ApexObject, NativeObject } from '../runtime/values/objects.ts';
import { SObjectRecord } from '../runtime/values/record.ts';
import { libraryClass } from '../types/library.ts';
import { hashCode } from './object.ts';
import { typeToken } from './schema-tokens.ts';

type Collection = ApexList | ApexSet;
interface Cursor {
  items: unknown[];
  at: number;
}

/** `list.iterator()`. */
export function iteratorOf(collection: Collection): NativeObject<Cursor> {
  return new NativeObject(classType(present(libraryClass('Iterator'))).symbol, { items: [...collection.items], at: 0 });
}

/** Apex's order: nulls first, numbers and texts by value, Comparables by themselves, sObjects by name. */
function compare(a: unknown, b: unknown): number {
  if (a === null || b === null) {
    return a === b ? 0 : a === null ? -1 : 1;
  }
  if (a instanceof ApexEnumValue && b instanceof ApexEnumValue) {
    return a.ordinal - b.ordinal;
  }
  if (a instanceof SObjectRecord && b instanceof SObjectRecord) {
    const key = (record: SObjectRecord): string => `${String(record.fields.get('Name') ?? '')}${record.id ?? ''}`;
    return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
  }
  if (a instanceof ApexObject) {
    return invoke(a, 'compareTo', [b]) as number;
  }
  return order(a, b);
}

function clonedList(list: ApexList): ApexList {
  return new ApexList(list.element, [...list.items]);
}

function deepClone(list: ApexList, id = false, timestamps = false): ApexList {
  return new ApexList(
    list.element,
    list.items.map((item) => (item instanceof SObjectRecord ? item.copy({ id, timestamps, deep: true }) : item))
  );
}

/** Charged before the items are there: a list that is added to itself in a loop passes every bound. */
function addAll(self: ApexList, items: Collection): void {
  const added = present(items).items;
  const { length } = added;
  charge(length * ITEM);
  for (let index = 0; index < length; index += 1) {
    self.items.push(added[index]);
  }
}

declare({
  name: 'Iterator',
  typeParameters: ['T'],
  kind: 'interface',
  methods: {
    'Boolean hasNext()': (self: NativeObject<Cursor>) => self.data.at < self.data.items.length,
    'T next()': nextItem
  }
});

function nextItem(self: NativeObject<Cursor>): unknown {
  const { items, at } = self.data;
  if (at >= items.length) {
    raise('NoSuchElementException', 'Iterator has no more elements');
  }
  self.data.at += 1;
  return items[at];
}

declare({
  name: 'Iterable',
  typeParameters: ['T'],
  kind: 'interface',
  methods: { 'Iterator<T> iterator()': ABSTRACT }
});

declare({
  name: 'List',
  typeParameters: ['T'],
  methods: {
    'Integer size()': (self: ApexList) => self.items.length,
    'Boolean isEmpty()': (self: ApexList) => self.items.length === 0,
    'T get(Integer index)': (self: ApexList, index: number) => self.get(present(index)),
    'void set(Integer index, T item)': (self: ApexList, index: number, item: unknown) => {
      self.set(present(index), item);
    },
    'void add(T item)': (self: ApexList, item: unknown) => {
      self.items.push(item);
    },
    'void add(Integer index, T item)': (self: ApexList, index: number, item: unknown) => {
      if (index !== self.items.length) {
        self.check(index);
      }
      self.items.splice(index, 0, item);
    },
    'void addAll(List<T> items)': addAll,
    'void addAll(Set<T> items)': addAll,
    'T remove(Integer index)': (self: ApexList, index: number) => {
      self.check(present(index));
      return self.items.splice(index, 1)[0];
    },
    'void clear()': (self: ApexList) => {
      self.items.length = 0;
    },
    'Boolean contains(Object item)': (self: ApexList, item: unknown) =>
      self.items.some((one) => equal(one, item, false)),
    'Integer indexOf(Object item)': (self: ApexList, item: unknown) =>
      self.items.findIndex((one) => equal(one, item, false)),
    'List<T> clone()': clonedList,
    'List<T> deepClone()': (self: ApexList) => deepClone(self),
    'List<T> deepClone(Boolean id)': deepClone,
    'List<T> deepClone(Boolean id, Boolean timestamps)': deepClone,
    'List<T> deepClone(Boolean id, Boolean timestamps, Boolean autonumber)': deepClone,
    'void sort()': (self: ApexList) => {
      self.items.sort(compare);
    },
    'void sort(Collator collator)': (self: ApexList, collator: ApexObject) => {
      self.items.sort((a, b) => invoke(collator, 'compare', [a, b]) as number);
    },
    'void sort(Comparator<T> comparator)': (self: ApexList, comparator: ApexObject) => {
      self.items.sort((a, b) => invoke(comparator, 'compare', [a, b]) as number);
    },
    'Iterator<T> iterator()': iteratorOf,
    'Schema.SObjectType getSObjectType()': (self: ApexList) =>
      self.element.kind === 'sobject' && self.element.object ? typeToken(self.element.object) : null,
    'Boolean equals(Object other)': (self: ApexList, other: unknown) => equal(self, other, false),
    'Integer hashCode()': hashCode,
    'String toString()': text
  }
});

const union = (self: ApexSet, items: Collection): boolean =>
  present(items).items.reduce<boolean>((changed, item) => self.add(item) || changed, false);
const minus = (self: ApexSet, items: Collection): boolean =>
  present(items).items.reduce<boolean>((changed, item) => self.delete(item) || changed, false);
const retain = (self: ApexSet, items: Collection): boolean => {
  const kept = new ApexSet(self.element, present(items).items);
  return self.items.filter((item) => !kept.has(item)).map((item) => self.delete(item)).length > 0;
};
const containsAll = (self: ApexSet, items: Collection): boolean => present(items).items.every((item) => self.has(item));

declare({
  name: 'Set',
  typeParameters: ['T'],
  methods: {
    'Integer size()': (self: ApexSet) => self.entries.size,
    'Boolean isEmpty()': (self: ApexSet) => self.entries.size === 0,
    'Boolean add(T item)': (self: ApexSet, item: unknown) => self.add(item),
    'Boolean addAll(List<T> items)': union,
    'Boolean addAll(Set<T> items)': union,
    'Boolean contains(Object item)': (self: ApexSet, item: unknown) => self.has(item),
    'Boolean containsAll(List<T> items)': containsAll,
    'Boolean containsAll(Set<T> items)': containsAll,
    'Boolean remove(Object item)': (self: ApexSet, item: unknown) => self.delete(item),
    'Boolean removeAll(List<T> items)': minus,
    'Boolean removeAll(Set<T> items)': minus,
    'Boolean retainAll(List<T> items)': retain,
    'Boolean retainAll(Set<T> items)': retain,
    'void clear()': (self: ApexSet) => self.entries.clear(),
    'Set<T> clone()': (self: ApexSet) => new ApexSet(self.element, self.items),
    'Iterator<T> iterator()': iteratorOf,
    'Boolean equals(Object other)': (self: ApexSet, other: unknown) => equal(self, other, false),
    'Integer hashCode()': hashCode,
    'String toString()': text
  }
});

declare({
  name: 'Map',
  typeParameters: ['K', 'V'],
  methods: {
    'Integer size()': (self: ApexMap) => self.entries.size,
    'Boolean isEmpty()': (self: ApexMap) => self.entries.size === 0,
    'V get(Object key)': (self: ApexMap, key: unknown) => self.get(key),
    'V put(K key, V value)': (self: ApexMap, key: unknown, value: unknown) => self.put(key, value),
    'void putAll(Map<K,V> other)': (self: ApexMap, other: ApexMap) => {
      present(other).entries.forEach((entry) => self.put(entry.key, entry.value));
    },
    'void putAll(List<SObject> records)': (self: ApexMap, records: ApexList) => {
      present(records).items.forEach((record) => self.put((record as SObjectRecord).id, record));
    },
    'Boolean containsKey(Object key)': (self: ApexMap, key: unknown) => self.has(key),
    'V remove(Object key)': (self: ApexMap, key: unknown) => self.delete(key),
    'Set<K> keySet()': (self: ApexMap) => new ApexSet(self.key, self.keys),
    'List<V> values()': (self: ApexMap) => new ApexList(self.value, self.values),
    'void clear()': (self: ApexMap) => self.entries.clear(),
    'Map<K,V> clone()': clonedMap,
    'Map<K,V> deepClone()': (self: ApexMap) => {
      const copy = new ApexMap(self.key, self.value);
      self.entries.forEach(({ key, value }) =>
        copy.put(key, value instanceof SObjectRecord ? value.copy({ id: true, timestamps: true, deep: true }) : value)
      );
      return copy;
    },
    'Schema.SObjectType getSObjectType()': (self: ApexMap) =>
      self.value.kind === 'sobject' && self.value.object ? typeToken(self.value.object) : null,
    'Boolean equals(Object other)': (self: ApexMap, other: unknown) => equal(self, other, false),
    'Integer hashCode()': hashCode,
    'String toString()': text
  }
});

function clonedMap(self: ApexMap): ApexMap {
  const copy = new ApexMap(self.key, self.value);
  self.entries.forEach(({ key, value }) => copy.put(key, value));
  return copy;
}

declare({ name: 'Comparable', kind: 'interface', methods: { 'Integer compareTo(Object other)': ABSTRACT } });
declare({
  name: 'Comparator',
  typeParameters: ['T'],
  kind: 'interface',
  methods: { 'Integer compare(T a, T b)': ABSTRACT }
});
