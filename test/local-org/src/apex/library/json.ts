import { declare } from '../types/library.ts';
import type { Type } from '../types/type.ts';
import { present } from '../runtime/operators.ts';
import { noteText } from '../runtime/heap.ts';
import { raise } from '../runtime/values/exceptions.ts';
import type { NativeObject } from '../runtime/values/objects.ts';
import { checkBeginning, fromJson, untyped } from '../platform/json-read.ts';
import { createGenerator } from './json-generator.ts';
import { createParser } from './json-parser.ts';
import { parseJson } from '../platform/json-text.ts';
import { serialize } from '../platform/json-write.ts';

function given(text: string | null): string {
  return text ?? raise('NullPointerException', 'Argument cannot be null.');
}

/** The texts of what was parsed are parts of the whole. */
function parsed(text: string): unknown {
  noteText(text.length);
  return parseJson(text);
}

function parsedFor(text: string, type: Type): unknown {
  checkBeginning(text, type);
  return parsed(text);
}

declare({
  name: 'JSON',
  statics: {
    'String serialize(Object value)': (value: unknown) => serialize(value, { suppressNulls: false, pretty: false }),
    'String serialize(Object value, Boolean suppressNulls)': (value: unknown, suppressNulls: boolean) =>
      serialize(value, { suppressNulls, pretty: false }),
    'String serializePretty(Object value)': (value: unknown) =>
      serialize(value, { suppressNulls: false, pretty: true }),
    'String serializePretty(Object value, Boolean suppressNulls)': (value: unknown, suppressNulls: boolean) =>
      serialize(value, { suppressNulls, pretty: true }),
    'Object deserialize(String text, Type type)': (text: string, type: NativeObject<Type>) =>
      fromJson(parsedFor(given(text), present(type).data), present(type).data),
    'Object deserializeStrict(String text, Type type)': (text: string, type: NativeObject<Type>) =>
      fromJson(parsedFor(given(text), present(type).data), present(type).data, true),
    'JSONParser createParser(String text)': createParser,
    'JSONGenerator createGenerator(Boolean pretty)': createGenerator,
    'Object deserializeUntyped(String text)': (text: string) => untyped(parsed(given(text)))
  }
});
