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
    const position = Number(/position (\d+)/.exec(reason)?.[1] ?? '0');
    const before = text.slice(0, position).split('\n');
    const place = `[line:${String(before.length)}, column:${String((before.at(-1)?.length ?? 0) + 1)}]`;
    raise('JSONException', `Unexpected character or end of input at input location ${place}: ${reason}`);
  }
}
