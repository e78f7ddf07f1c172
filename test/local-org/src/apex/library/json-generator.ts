import { declare, libraryClass } from '../types/library.ts';
import type { Implementation } from '../types/symbols.ts';
import { parseJson } from '../platform/json-text.ts';
import { serialize, write } from '../platform/json-write.ts';
import { present } from '../runtime/operators.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { NativeObject } from '../runtime/values/objects.ts';

interface Writing {
  pretty: boolean;
  text: string;
  /** Open objects and arrays, innermost last. */
  open: ('{' | '[')[];
  /** Whether a comma must come before the next item. */
  comma: boolean;
  closed: boolean;
}

type Generator = NativeObject<Writing>;

const json = (value: unknown): string => serialize(value, { suppressNulls: false, pretty: false });

function item(self: Generator, text: string, comma = true): void {
  const { data } = self;
  if (data.closed) {
    raise('JSONException', 'The generator is closed');
  }
  data.text += (data.comma ? ',' : '') + text;
  data.comma = comma;
}

function name(self: Generator, field: string): void {
  if (self.data.open.at(-1) !== '{') {
    raise('JSONException', 'Can not write a field name, expecting a value');
  }
  item(self, `${JSON.stringify(present(field))}:`, false);
}

function begin(self: Generator, bracket: '{' | '['): void {
  item(self, bracket, false);
  self.data.open.push(bracket);
}

function end(self: Generator, bracket: '{' | '['): void {
  if (self.data.open.pop() !== bracket) {
    raise('JSONException', `Current context is not ${bracket === '{' ? 'an object' : 'an array'}`);
  }
  self.data.text += bracket === '{' ? '}' : ']';
  self.data.comma = true;
}

const value: Implementation = (self: Generator, one: unknown) => {
  item(self, json(one));
};

const field: Implementation = (self: Generator, key: string, one: unknown) => {
  name(self, key);
  item(self, json(one));
};

const KINDS: Record<string, string[]> = {
  Blob: ['Blob'],
  Boolean: ['Boolean'],
  Date: ['Date'],
  DateTime: ['Datetime'],
  Id: ['Id'],
  Number: ['Decimal', 'Double', 'Integer', 'Long'],
  Object: ['Object'],
  String: ['String'],
  Time: ['Time']
};

const writers = Object.fromEntries(
  Object.entries(KINDS).flatMap(([kind, types]) =>
    types.flatMap((type) => [
      [`void write${kind}(${type} value)`, value],
      [`void write${kind}Field(String name, ${type} value)`, field]
    ])
  )
) as Record<string, Implementation>;

declare({
  name: 'JSONGenerator',
  methods: {
    ...writers,
    'void writeNull()': (self: Generator) => {
      item(self, 'null');
    },
    'void writeNullField(String name)': (self: Generator, key: string) => {
      name(self, key);
      item(self, 'null');
    },
    'void writeFieldName(String name)': name,
    'void writeStartObject()': (self: Generator) => {
      begin(self, '{');
    },
    'void writeEndObject()': (self: Generator) => {
      end(self, '{');
    },
    'void writeStartArray()': (self: Generator) => {
      begin(self, '[');
    },
    'void writeEndArray()': (self: Generator) => {
      end(self, '[');
    },
    'String getAsString()': (self: Generator) => {
      const { pretty, text } = self.data;
      self.data.closed = true;
      return pretty && text !== '' ? write(parseJson(text), '') : text;
    },
    'void close()': (self: Generator) => {
      self.data.closed = true;
    },
    'Boolean isClosed()': (self: Generator) => self.data.closed
  }
});

/** `JSON.createGenerator`. */
export function createGenerator(pretty: boolean): Generator {
  return new NativeObject(present(libraryClass('JSONGenerator')), {
    pretty,
    text: '',
    open: [],
    comma: false,
    closed: false
  });
}
