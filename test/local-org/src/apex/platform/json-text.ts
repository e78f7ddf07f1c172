import { raise } from '../runtime/values/exceptions.ts';

/** A number as it stood in JSON text, so that Decimals keep their scale and Longs their digits. */
export class RawNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** Reads JSON text; numbers stay text. Throws JSONException with the place. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' ? new RawNumber(context?.source ?? String(value)) : value
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const found = /position (\d+)/.exec(reason);
    const position = found ? Number(found[1]) : text.length;
    raise('JSONException', malformed(text, position));
  }
}

/** The parser's words as Salesforce passes them on, with the place. */
function malformed(text: string, position: number): string {
  const before = text.slice(0, position).split('\n');
  const place = `[line:${String(before.length)}, column:${String((before.at(-1)?.length ?? 0) + 1)}]`;
  const character = text[position];
  if (character === undefined) {
    return `Unexpected end-of-input: ${openEnd(text)} at ${place}`;
  }
  return `Unexpected character ('${character}' (code ${String(character.charCodeAt(0))})): expected a valid value (number, String, array, object, 'true', 'false' or 'null') at input location ${place}`;
}

/** What a text that ends too soon still lacks. */
function openEnd(text: string): string {
  const open: string[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '[' || token === '{') {
      open.push(token);
    } else if (token === ']' || token === '}') {
      open.pop();
    }
  }
  const last = open.at(-1);
  return last === undefined
    ? 'no content to map to Object'
    : `expected close marker for ${last === '{' ? 'OBJECT' : 'ARRAY'}`;
}
