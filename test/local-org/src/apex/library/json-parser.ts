import { declare, libraryClass } from '../types/library.ts';
import type { Implementation } from '../types/symbols.ts';
import type { Type } from '../types/type.ts';
import { libraryType } from '../types/library.ts';
import { fromJson } from '../platform/json-read.ts';
import { parseJson, RawNumber } from '../platform/json-text.ts';
import { present } from '../runtime/operators.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { enumValues, NativeObject } from '../runtime/values/objects.ts';

interface Token {
  kind: string;
  /** The field's name, the value, or the whole object or array behind an opening. */
  value: unknown;
  /** Of an opening: where its end stands. */
  end: number;
  /** The name of the field that this is or belongs to. */
  name: string | null;
}

interface Reading {
  source: string;
  tokens: Token[] | null;
  at: number;
  /** The current token has been taken away; the next one is still the next one. */
  cleared: boolean;
}

type Parser = NativeObject<Reading>;

const VALUES: [(value: unknown) => boolean, string][] = [
  [(value) => value === null, 'VALUE_NULL'],
  [(value) => value === true, 'VALUE_TRUE'],
  [(value) => value === false, 'VALUE_FALSE'],
  [(value) => value instanceof RawNumber && /^-?\d+$/.test(value.text), 'VALUE_NUMBER_INT'],
  [(value) => value instanceof RawNumber, 'VALUE_NUMBER_FLOAT']
];

declare({
  name: 'JSONToken',
  kind: 'enum',
  constants: [
    'START_OBJECT',
    'END_OBJECT',
    'START_ARRAY',
    'END_ARRAY',
    'FIELD_NAME',
    'VALUE_STRING',
    ...VALUES.map(([, name]) => name),
    'VALUE_EMBEDDED_OBJECT',
    'NOT_AVAILABLE'
  ]
});

function tokenize(value: unknown, name: string | null, tokens: Token[]): void {
  const add = (kind: string, data: unknown): Token => {
    const token = { kind, value: data, end: tokens.length, name };
    tokens.push(token);
    return token;
  };
  if (typeof value !== 'object' || value === null || value instanceof RawNumber) {
    add(VALUES.find(([is]) => is(value))?.[1] ?? 'VALUE_STRING', value);
    return;
  }
  const kind = Array.isArray(value) ? 'ARRAY' : 'OBJECT';
  const opening = add(`START_${kind}`, value);
  if (Array.isArray(value)) {
    value.forEach((item) => {
      tokenize(item, null, tokens);
    });
  } else {
    for (const [key, item] of Object.entries(value)) {
      tokens.push({ kind: 'FIELD_NAME', value: key, end: tokens.length, name: key });
      tokenize(item, key, tokens);
    }
  }
  opening.end = add(`END_${kind}`, value).end;
}

function tokensOf(self: Parser): Token[] {
  if (!self.data.tokens) {
    const tokens: Token[] = [];
    tokenize(parseJson(self.data.source), null, tokens);
    self.data.tokens = tokens;
  }
  return self.data.tokens;
}

const here = (self: Parser): Token | undefined => (self.data.cleared ? undefined : tokensOf(self)[self.data.at]);

const tokenValue = (token: Token | undefined): unknown =>
  token ? (enumValues(present(libraryClass('JSONToken'))).get(token.kind.toLowerCase()) ?? null) : null;

function next(self: Parser): unknown {
  self.data.cleared = false;
  self.data.at = Math.min(self.data.at + 1, tokensOf(self).length);
  return tokenValue(here(self));
}

function nextValue(self: Parser): unknown {
  const found = next(self);
  return here(self)?.kind === 'FIELD_NAME' ? next(self) : found;
}

function readAs(self: Parser, type: Type, strict: boolean): unknown {
  const token = here(self);
  if (!token || token.kind === 'FIELD_NAME') {
    return raise('JSONException', 'Expected a value');
  }
  self.data.at = token.end;
  return fromJson(token.value, type, strict);
}

/** The current token as a value of the type; it must not be an opening or a name. */
const scalar =
  (typeName: string): Implementation =>
  (self: Parser) => {
    const token = here(self);
    if (!token || !token.kind.startsWith('VALUE_') || (token.kind === 'VALUE_NULL' && typeName !== 'String')) {
      raise('JSONException', `Current token (${token?.kind ?? 'none'}) is not a value of type ${typeName}`);
    }
    return fromJson(token.value, libraryType(typeName));
  };

function textOf(self: Parser): string | null {
  const token = here(self);
  switch (token?.kind) {
    case undefined:
      return null;
    case 'START_OBJECT':
      return '{';
    case 'END_OBJECT':
      return '}';
    case 'START_ARRAY':
      return '[';
    case 'END_ARRAY':
      return ']';
    default:
      return String(token?.value);
  }
}

declare({
  name: 'JSONParser',
  methods: {
    'JSONToken nextToken()': next,
    'JSONToken nextValue()': nextValue,
    'JSONToken getCurrentToken()': (self: Parser) => (self.data.at < 0 ? null : tokenValue(here(self))),
    'Boolean hasCurrentToken()': (self: Parser) => self.data.at >= 0 && here(self) !== undefined,
    'void clearCurrentToken()': (self: Parser) => {
      self.data.cleared = true;
    },
    'String getCurrentName()': (self: Parser) => here(self)?.name ?? null,
    'String getText()': (self: Parser) => (self.data.at < 0 ? null : textOf(self)),
    'void skipChildren()': (self: Parser) => {
      self.data.at = here(self)?.end ?? self.data.at;
    },
    'Object readValueAs(Type type)': (self: Parser, type: NativeObject<Type>) =>
      readAs(self, present(type).data, false),
    'Object readValueAsStrict(Type type)': (self: Parser, type: NativeObject<Type>) =>
      readAs(self, present(type).data, true),
    'Boolean getBooleanValue()': scalar('Boolean'),
    'Integer getIntegerValue()': scalar('Integer'),
    'Long getLongValue()': scalar('Long'),
    'Double getDoubleValue()': scalar('Double'),
    'Decimal getDecimalValue()': scalar('Decimal'),
    'Date getDateValue()': scalar('Date'),
    'Datetime getDatetimeValue()': scalar('Datetime'),
    'Time getTimeValue()': scalar('Time'),
    'Id getIdValue()': scalar('Id'),
    'Blob getBlobValue()': scalar('Blob')
  }
});

/** `JSON.createParser`; the text is read with the first token. */
export function createParser(source: string): Parser {
  return new NativeObject(present(libraryClass('JSONParser')), {
    source: present(source),
    tokens: null,
    at: -1,
    cleared: false
  });
}
