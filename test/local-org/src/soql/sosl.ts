import { OrgError } from '../platform/org.ts';
import type { SoqlQuery } from './ast.ts';
import { bindEnd } from './bind-expression.ts';
import { parseSoql } from './parse.ts';

/** Which fields of a record a search looks into. */
export type SearchScope = 'all' | 'name' | 'email' | 'phone' | 'sidebar';

/** A parsed SOSL query. */
export interface SoslQuery {
  text: string;
  /** What to find; undefined where it is the first bind. */
  find: string | undefined;
  scope: SearchScope;
  /** What comes back of each object, as queries without their search; empty for ids of everything. */
  returning: SoqlQuery[];
  limit: number | undefined;
  /** The source text of each bind's expression, in textual order. */
  binds: string[];
}

const malformed = (text: string, near: string): OrgError =>
  new OrgError('MALFORMED_SEARCH', `No viable alternative near '${near.slice(0, 20)}' in ${text}`);

/** From behind an opening parenthesis to its partner. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "'") {
      for (at += 1; at < text.length && text.charAt(at) !== "'"; at += 1) if (text.charAt(at) === '\\') at += 1;
    } else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    if (depth === 0) return at;
  }
  throw malformed(text, text.slice(from));
}

class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  take(pattern: RegExp): RegExpExecArray | undefined {
    const match = new RegExp(`^\\s*(?:${pattern.source})`, 'i').exec(this.text.slice(this.at));
    if (match === null) return undefined;
    this.at += match[0].length;
    return match;
  }

  /** The text up to where the bracket that was just opened closes. */
  bracketed(): string {
    const end = closing(this.text, this.at);
    const inner = this.text.slice(this.at, end);
    this.at = end + 1;
    return inner;
  }

  bind(): string {
    const end = bindEnd(this.text, this.at);
    const expression = this.text.slice(this.at, end).trim();
    this.at = end;
    return expression;
  }

  get rest(): string {
    return this.text.slice(this.at).trim();
  }
}

/** `Account(Id, Name WHERE … ORDER BY … LIMIT 5)`, or the object alone, which gives ids. */
function returned(object: string, body: string | undefined): SoqlQuery {
  const [, fields = 'Id', rest = ''] =
    /^\s*([\s\S]*?)(\s+(?:using|where|order|limit|offset)\s[\s\S]*)?$/i.exec(body ?? 'Id') ?? [];
  return parseSoql(`SELECT ${fields} FROM ${object}${rest}`);
}

/** Parses a SOSL query. Throws OrgError MALFORMED_SEARCH, or MALFORMED_QUERY for what stands in RETURNING. */
export function parseSosl(text: string): SoslQuery {
  const reader = new Reader(text);
  const binds: string[] = [];
  if (reader.take(/find\b/) === undefined) throw malformed(text, reader.rest);
  const found = reader.take(/'((?:[^'\\]|\\[\s\S])*)'|\{([^}]*)\}/);
  if (found === undefined) {
    if (reader.take(/:/) === undefined) throw malformed(text, reader.rest);
    binds.push(reader.bind());
  }
  const scope = reader.take(/in\s+(all|name|email|phone|sidebar)\s+fields\b/)?.[1]?.toLowerCase() ?? 'all';
  const returning: SoqlQuery[] = [];
  if (reader.take(/returning\b/) !== undefined) {
    do {
      const object = reader.take(/(\w+)/)?.[1];
      if (object === undefined) throw malformed(text, reader.rest);
      returning.push(returned(object, reader.take(/\(/) === undefined ? undefined : reader.bracketed()));
    } while (reader.take(/,/) !== undefined);
  }
  const limit = reader.take(/limit\s+(\d+)/)?.[1];
  if (/^with\b/i.test(reader.rest)) throw new OrgError('MALFORMED_SEARCH', `not emulated: ${reader.rest}`);
  if (reader.rest !== '') throw malformed(text, reader.rest);
  return {
    text,
    find: found === undefined ? undefined : (found[1] ?? found[2] ?? '').replaceAll(/\\([\s\S])/g, '$1'),
    scope: scope as SearchScope,
    returning,
    limit: limit === undefined ? undefined : Number(limit),
    binds: [...binds, ...returning.flatMap((query) => query.binds)]
  };
}
