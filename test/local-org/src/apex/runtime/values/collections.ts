import type { Type } from '../../types/type.ts';
import { raise } from './exceptions.ts';
import { hashKey } from './equality.ts';

/** Apex's List; arrays are lists too. */
export class ApexList {
  readonly element: Type;
  items: unknown[];

  constructor(element: Type, items: unknown[] = []) {
    this.element = element;
    this.items = items;
  }

  get(index: number): unknown {
    this.check(index);
    return this.items[index];
  }

  set(index: number, value: unknown): unknown {
    this.check(index);
    this.items[index] = value;
    return value;
  }

  check(index: number): void {
    if (index < 0 || index >= this.items.length) {
      raise('ListException', `List index out of bounds: ${String(index)}`);
    }
  }
}

/** Keys are told apart by {@link hashKey}; order is that of insertion. */
export class ApexSet {
  readonly element: Type;
  readonly entries = new Map<unknown, unknown>();

  constructor(element: Type, items: Iterable<unknown> = []) {
    this.element = element;
    for (const item of items) {
      this.add(item);
    }
  }

  add(item: unknown): boolean {
    const key = hashKey(item);
    if (this.entries.has(key)) {
      return false;
    }
    this.entries.set(key, item);
    return true;
  }

  has(item: unknown): boolean {
    return this.entries.has(hashKey(item));
  }

  delete(item: unknown): boolean {
    return this.entries.delete(hashKey(item));
  }

  get items(): unknown[] {
    return [...this.entries.values()];
  }
}

export class ApexMap {
  readonly key: Type;
  readonly value: Type;
  readonly entries = new Map<unknown, { key: unknown; value: unknown }>();
  /** The maps of describe calls find their names in any case. */
  private readonly ignoreCase: boolean;

  constructor(key: Type, value: Type, ignoreCase = false) {
    this.key = key;
    this.value = value;
    this.ignoreCase = ignoreCase;
  }

  private hash(key: unknown): unknown {
    return hashKey(this.ignoreCase && typeof key === 'string' ? key.toLowerCase() : key);
  }

  get(key: unknown): unknown {
    return this.entries.get(this.hash(key))?.value ?? null;
  }

  has(key: unknown): boolean {
    return this.entries.has(this.hash(key));
  }

  put(key: unknown, value: unknown): unknown {
    const hash = this.hash(key);
    const known = this.entries.get(hash);
    if (known) {
      const before = known.value;
      known.value = value;
      return before;
    }
    this.entries.set(hash, { key, value });
    return null;
  }

  delete(key: unknown): unknown {
    const hash = this.hash(key);
    const value = this.entries.get(hash)?.value ?? null;
    this.entries.delete(hash);
    return value;
  }

  get keys(): unknown[] {
    return [...this.entries.values()].map((entry) => entry.key);
  }

  get values(): unknown[] {
    return [...this.entries.values()].map((entry) => entry.value);
  }
}
