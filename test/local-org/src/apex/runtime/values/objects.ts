import type { ClassSymbol } from '../../types/symbols.ts';

/** What every instance of a class has, user classes and library classes alike. */
export class ApexObject {
  readonly symbol: ClassSymbol;

  constructor(symbol: ClassSymbol) {
    this.symbol = symbol;
  }
}

/** An instance of a library class that is no more than its data. */
export class NativeObject<T = unknown> extends ApexObject {
  readonly data: T;

  constructor(symbol: ClassSymbol, data: T) {
    super(symbol);
    this.data = data;
  }
}

export class ApexEnumValue {
  readonly symbol: ClassSymbol;
  readonly name: string;
  readonly ordinal: number;

  constructor(symbol: ClassSymbol, name: string, ordinal: number) {
    this.symbol = symbol;
    this.name = name;
    this.ordinal = ordinal;
  }

  toString(): string {
    return this.name;
  }
}

const enums = new WeakMap<ClassSymbol, Map<string, ApexEnumValue>>();

/** The constants of an enum by lower-case name, in order. */
export function enumValues(symbol: ClassSymbol): Map<string, ApexEnumValue> {
  let values = enums.get(symbol);
  if (!values) {
    values = new Map(
      symbol.constants.map((name, ordinal) => [name.toLowerCase(), new ApexEnumValue(symbol, name, ordinal)])
    );
    enums.set(symbol, values);
  }
  return values;
}
