import type { Row } from '../../platform/org.ts';
import { HeapWalk } from './heap-walk.ts';
import { ApexBlob } from './values/blob.ts';
import { ApexList, ApexMap, ApexSet } from './values/collections.ts';
import { limit } from './values/exceptions.ts';

/**
 * The variables of the methods that are running, innermost last: emitted code keeps what may be large here as well,
 * since the variables of JavaScript cannot be asked for.
 */
export const variables: unknown[] = [];
let top = 0;

/** Opens the places of one method; the index of the first comes back. */
export function enter(count: number): number {
  const begin = top;
  top += count;
  return begin;
}

export function leave(begin: number): void {
  for (let index = begin; index < top; index += 1) {
    variables[index] = null;
  }
  top = begin;
}

/** What a transaction that has done nothing holds; about what Salesforce tells at the begin of anonymous Apex. */
const BASE = 1000;
/** What a pass of a loop counts as, so that heap which nobody charges for is found as well. */
const LOOP_PASS = 16;
/** What an item of a collection is charged with. */
export const ITEM = 8;
/** Share of the limit that is allocated at least before the heap is measured again. */
const LEAST_STEP = 1 / 16;
/** Values that `Limits.getHeapSize()` looks at freely in one transaction; later ones wait for allocations. */
const FREE_VALUES = 50_000;

/**
 * The heap of one transaction. Allocations are added up; only when the last measure and they together could pass the
 * limit, what can still be reached is measured. So garbage costs a sum, and what is held is found.
 */
export class Heap {
  /** Bytes that were allocated, and how many of them are texts. */
  private allocated = 0;
  private texts = 0;
  private live = 0;
  private measuredAt = 0;
  private next = 0;
  private looked = 0;
  /** The first place on the stack that is this transaction's. */
  begin = 0;
  private readonly statics: () => Iterable<unknown>;
  private readonly allowed: () => number;

  /**
   * @param statics what the transaction holds besides variables
   * @param allowed the limit in bytes
   */
  constructor(statics: () => Iterable<unknown>, allowed: () => number) {
    this.statics = statics;
    this.allowed = allowed;
  }

  charge(bytes: number, texts: number): void {
    this.allocated += bytes;
    this.texts += texts;
    if (this.allocated >= this.next) {
      this.check(bytes);
    }
  }

  /** As {@link charge}, for what no variable holds yet: the next charge looks at it. */
  note(bytes: number, texts: number): void {
    this.allocated += bytes;
    this.texts += texts;
  }

  pass(): void {
    this.charge(LOOP_PASS, 0);
  }

  room(bytes: number): void {
    if (bytes > this.allowed()) {
      throw limit(`Apex heap size too large: ${String(bytes)}`);
    }
  }

  /** Bytes that are held now, as `Limits.getHeapSize()` gives them. */
  size(): number {
    const since = this.allocated - this.measuredAt;
    if (this.looked > FREE_VALUES && since < this.allowed() * LEAST_STEP) {
      return this.live + since;
    }
    this.check(0);
    return this.live;
  }

  private check(pending: number): void {
    const allowed = this.allowed();
    if (this.measure() + pending > allowed) {
      throw limit(`Apex heap size too large: ${String(this.live + pending)}`);
    }
    this.next = this.allocated + Math.max(allowed - this.live, allowed * LEAST_STEP);
  }

  private measure(): number {
    const walk = new HeapWalk();
    for (let index = this.begin; index < top; index += 1) {
      walk.variable(variables[index]);
    }
    for (const value of this.statics()) {
      walk.variable(value);
    }
    walk.finish();
    this.looked += walk.count;
    this.live = BASE + walk.bytes + walk.textBytes(this.texts);
    this.measuredAt = this.allocated;
    return this.live;
  }
}

let running: Heap | null = null;

/** Runs work whose variables belong to this heap. */
export function withHeap<T>(heap: Heap, work: () => T): T {
  const outer = running;
  const before = { begin: heap.begin, top };
  running = heap;
  heap.begin = top;
  try {
    return work();
  } finally {
    leave(before.top);
    heap.begin = before.begin;
    running = outer;
  }
}

/** Tells the running transaction's heap of values that were made. */
export function charge(bytes: number, texts = 0): void {
  running?.charge(bytes, texts);
}

/** Asks whether so many bytes may be made at all, before V8 is asked for them. They come back. */
export function room(bytes: number): number {
  running?.room(bytes);
  return bytes;
}

/** Tells of a text that was made. */
export function chargeText(text: string): string {
  running?.charge(text.length, text.length);
  return text;
}

/** Tells of texts that no variable holds yet. */
export function noteText(length: number): void {
  running?.note(length, length);
}

/** Tells of rows that were read. */
export function noteRows(rows: readonly Row[]): void {
  for (const { fields, parents, children } of rows) {
    let texts = 0;
    for (const value of fields.values()) {
      texts += typeof value === 'string' ? value.length : 0;
    }
    running?.note(fields.size * ITEM + texts, texts);
    noteRows([...parents.values()].filter((parent) => parent !== null));
    children.forEach(noteRows);
  }
}

/** Tells of what a method of the library gives back. */
export function made<T>(value: T): T {
  if (typeof value === 'string') {
    chargeText(value);
  } else if (value instanceof ApexBlob) {
    charge(value.bytes.length);
  } else if (value instanceof ApexList) {
    const texts = value.items.reduce<number>((sum, item) => sum + (typeof item === 'string' ? item.length : 0), 0);
    running?.note(value.items.length * ITEM + texts, texts);
  } else if (value instanceof ApexSet || value instanceof ApexMap) {
    running?.note(value.entries.size * ITEM, 0);
  }
  return value;
}
