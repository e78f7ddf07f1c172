import { ABSTRACT, declare, libraryType } from '../types/library.ts';
import type { Implementation } from '../types/symbols.ts';
import type { Type } from '../types/type.ts';
import { invoke } from '../runtime/dispatch.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import { ApexSet } from '../runtime/values/collections.ts';
import { ApexDouble } from '../runtime/values/numbers.ts';
import { raise } from '../runtime/values/exceptions.ts';
import type { ApexObject, NativeObject } from '../runtime/values/objects.ts';
import { newBean, type Bean } from './bean.ts';

interface Cached {
  value: unknown;
  /** Milliseconds on the org's clock. */
  until: number;
}

/** Cached values of an org, or of one test, for as long as they last; nothing is evicted for want of space. */
class Cache {
  private readonly values = new Map<string, Cached>();

  private get now(): number {
    return current().org.clock.now();
  }

  has(key: string): boolean {
    const cached = this.values.get(key);
    if (cached && cached.until <= this.now) {
      this.values.delete(key);
      return false;
    }
    return cached !== undefined;
  }

  get(key: string): unknown {
    return this.has(key) ? this.values.get(key)?.value : undefined;
  }

  set(key: string, value: unknown, seconds: number): void {
    this.values.set(key, { value, until: this.now + seconds * 1000 });
  }

  delete(key: string): boolean {
    return this.has(key) && this.values.delete(key);
  }

  keys(): string[] {
    return [...this.values.keys()].filter((key) => this.has(key));
  }
}

const stores = new WeakMap<object, Cache>();

function store(): Cache {
  const { org, test } = current();
  const known = stores.get(test ?? org) ?? new Cache();
  stores.set(test ?? org, known);
  return known;
}

/** Seconds that a value lasts unless told otherwise, and at most. */
const LIFETIMES = { org: { usual: 86_400, most: 172_800 }, session: { usual: 28_800, most: 28_800 } };
const SHORTEST = 300;

const DEFAULT = 'local.default';
type Kind = 'org' | 'session';

/** `key`, `partition.key` and `namespace.partition.key` name values; a partition fills in its own name. */
function address(kind: Kind, partition: string | null, key: unknown): string {
  const name = String(present(key));
  const parts = name.split('.');
  if (!/^[A-Za-z0-9]+$/.test(parts.at(-1) ?? '')) {
    raise(
      'Cache.InvalidParamException',
      `Invalid cache key: ${name}. Only alphanumeric characters are allowed in a key`
    );
  }
  const owner = parts.length > 1 ? parts.slice(0, -1).join('.') : (partition ?? DEFAULT);
  return `${kind}:${owner}:${parts.at(-1) ?? ''}`;
}

function load(kind: Kind, partition: string | null, type: NativeObject<Type>, key: unknown): unknown {
  const at = `${address(kind, partition, key)}:${present(type).data.name}`;
  if (!store().has(at)) {
    const { data } = type;
    const record = data.kind === 'class' ? current().program.record(data.symbol) : undefined;
    if (data.kind !== 'class' || !record) {
      raise('Cache.InvalidParamException', `${data.name} is no Cache.CacheBuilder`);
    }
    const builder = record.make(
      data.symbol.constructors().find((one) => !one.parameters.length)?.key ?? 'init$default'
    );
    store().set(at, invoke(builder as ApexObject, 'doLoad', [key]), LIFETIMES[kind].usual);
  }
  return store().get(at) ?? null;
}

function keysOf(kind: Kind, partition: string | null): string[] {
  const prefix = `${kind}:${partition ?? DEFAULT}:`;
  return store()
    .keys()
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length));
}

/** The third argument of `put` is a number of seconds, or who may see the value. */
function lifetime(kind: Kind, seconds: unknown): number {
  const { usual, most } = LIFETIMES[kind];
  if (typeof seconds !== 'number') {
    return usual;
  }
  if (seconds < SHORTEST || seconds > most) {
    raise(
      'Cache.InvalidParamException',
      `Invalid TTL: ${String(seconds)}. It must be between ${String(SHORTEST)} and ${String(most)} seconds`
    );
  }
  return seconds;
}

type Where = (values: unknown[]) => { kind: Kind; partition: string | null; rest: unknown[] };

function methods(where: Where): Record<string, Implementation> {
  const on =
    (work: (kind: Kind, partition: string | null, rest: unknown[]) => unknown): Implementation =>
    (...values: unknown[]) => {
      const { kind, partition, rest } = where(values);
      return work(kind, partition, rest);
    };
  const put = on((kind, partition, [key, value, seconds]) => {
    store().set(address(kind, partition, key), value, lifetime(kind, seconds));
  });
  return {
    'Object get(String key)': on((kind, partition, [key]) => store().get(address(kind, partition, key)) ?? null),
    'Object get(Type builder, String key)': on((kind, partition, [type, key]) =>
      load(kind, partition, type as NativeObject<Type>, key)
    ),
    'void put(String key, Object value)': put,
    'void put(String key, Object value, Integer ttlSecs)': put,
    'void put(String key, Object value, Cache.Visibility visibility)': put,
    'void put(String key, Object value, Integer ttlSecs, Cache.Visibility visibility, Boolean immutable)': put,
    'Boolean contains(String key)': on((kind, partition, [key]) => store().has(address(kind, partition, key))),
    'Boolean remove(String key)': on((kind, partition, [key]) => store().delete(address(kind, partition, key))),
    'Set<String> getKeys()': on((kind, partition) => new ApexSet(libraryType('String'), keysOf(kind, partition))),
    'Boolean remove(Type builder, String key)': on((kind, partition, [type, key]) =>
      store().delete(`${address(kind, partition, key)}:${(type as NativeObject<Type>).data.name}`)
    ),
    'Long getNumKeys()': on((kind, partition) => BigInt(keysOf(kind, partition).length)),
    'Double getCapacity()': () => new ApexDouble(0),
    'Boolean isAvailable()': () => true
  };
}

declare({ name: 'Cache' });
for (const name of ['InvalidParamException', 'ItemSizeLimitExceededException', 'CacheException']) {
  declare({
    name: `Cache.${name}`,
    extends: 'Exception',
    constructors: { '()': () => null, '(String message)': () => null }
  });
}
const CACHE_EXCEPTION = { extends: 'Exception', constructors: { '()': () => null, '(String message)': () => null } };
declare({ name: 'Cache.Visibility', kind: 'enum', constants: ['ALL', 'NAMESPACE'] });
declare({ name: 'Cache.CacheBuilder', kind: 'interface', methods: { 'Object doLoad(String key)': ABSTRACT } });
declare({
  name: 'Cache.Partition',
  methods: {
    ...methods(([self, ...rest]) => {
      const { kind, name } = (self as Bean).data as { kind: Kind; name: string };
      return { kind, partition: name, rest };
    }),
    'String getName()': (self: Bean) => self.data['name']
  }
});
for (const [name, kind] of [
  ['Org', 'org'],
  ['Session', 'session']
] as const) {
  declare({ name: `Cache.${name}Partition`, extends: 'Cache.Partition' });
  declare({
    name: `Cache.${name}`,
    statics: {
      ...methods((rest) => ({ kind, partition: null, rest })),
      [`Cache.${name}Partition getPartition(String name)`]: (partition: string) =>
        newBean(`Cache.${name}Partition`, { kind, name: present(partition) })
    }
  });
  declare({ name: `Cache.${name}.${name}CacheException`, ...CACHE_EXCEPTION });
}
