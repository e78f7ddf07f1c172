import { OrgError } from '../platform/org.ts';
import type { SoqlQuery } from './ast.ts';
import { parseSoql } from './parse.ts';

export type SearchGroup = 'ALL' | 'NAME' | 'EMAIL' | 'PHONE';

/** A SOSL search: what to find, and for each object the query of the rows that it may bring. */
export interface SoslSearch {
  /** The words to find, or null where they are the first bind. */
  find: string | null;
  group: SearchGroup;
  /** Null where the search names no objects: then the ids of whatever is found. */
  returning: { object: string; query: SoqlQuery; binds: number }[] | null;
  /** Rows over all objects. */
  limit: number;
}

const MAX_ROWS = 2000;

function malformed(message: string): never {
  throw new OrgError('MALFORMED_SEARCH', message);
}

/**
 * Parses `FIND … [IN … FIELDS] RETURNING Object(fields WHERE … ORDER BY … LIMIT n), … [LIMIT n]`. Throws OrgError. WITH
 * clauses are not emulated. Source: SOQL and SOSL Reference, "SOSL Syntax".
 */
export function parseSosl(text: string): SoslSearch {
  const head = /^\s*find\s+(?:'((?:\\.|[^'\\])*)'|\{((?:\\.|[^}\\])*)\}|:\s*[\w.()]+)\s*/i.exec(text);
  if (!head) {
    malformed('SOSL search needs FIND with a search term');
  }
  const scope = /^in\s+(all|name|email|phone|sidebar)\s+fields\s*/i.exec(text.slice(head[0].length));
  const rest = text.slice(head[0].length + (scope?.[0].length ?? 0));
  const returning = /^returning\s+/i.exec(rest);
  const { specs, tail } = returning
    ? splitSpecs(rest.slice(returning[0].length))
    : { specs: undefined, tail: rest.trim() };
  const find = head[1] ?? head[2];
  return {
    find: find === undefined ? null : find.replaceAll(/\\(.)/g, '$1'),
    group: groupOf(scope?.[1]),
    returning: specs?.map(specOf) ?? null,
    limit: limitOf(tail)
  };
}

function groupOf(word: string | undefined): SearchGroup {
  const group = (word ?? 'all').toUpperCase();
  return group === 'SIDEBAR' ? 'ALL' : (group as SearchGroup);
}

/** The objects with their parentheses, and what follows the last. */
function splitSpecs(text: string): { specs: string[]; tail: string } {
  const specs: string[] = [];
  let at = 0;
  for (;;) {
    const name = /^\s*(\w+)\s*/.exec(text.slice(at));
    if (!name) {
      malformed('RETURNING needs the name of an object');
    }
    const begin = at;
    at += name[0].length;
    if (text[at] === '(') {
      at = closing(text, at) + 1;
    }
    specs.push(text.slice(begin, at).trim());
    const comma = /^\s*,/.exec(text.slice(at));
    if (!comma) {
      return { specs, tail: text.slice(at).trim() };
    }
    at += comma[0].length;
  }
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === "'") {
      const literal = /^'(?:\\.|[^'\\])*'/.exec(text.slice(at));
      if (!literal) break;
      at += literal[0].length - 1;
    } else if (text[at] === '(') {
      depth += 1;
    } else if (text[at] === ')') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return malformed('unclosed parenthesis in RETURNING');
}

function specOf(spec: string): NonNullable<SoslSearch['returning']>[number] {
  const [, object = '', inner = 'Id'] = /^(\w+)\s*(?:\(([^]*)\))?$/.exec(spec) ?? [];
  const clause = /\b(?:where|order\s+by|limit|offset)\b/i.exec(inner);
  const fields = (clause ? inner.slice(0, clause.index) : inner).trim() || 'Id';
  const query = parseSoql(`SELECT ${fields} FROM ${object} ${clause ? inner.slice(clause.index) : ''}`);
  return { object, query, binds: query.binds.length };
}

function limitOf(tail: string): number {
  const limit = /^limit\s+(\d+)$/i.exec(tail);
  if (tail !== '' && !limit) {
    throw new OrgError('NOT_EMULATED', `not emulated: SOSL ${tail}`);
  }
  return Math.min(MAX_ROWS, limit ? Number(limit[1]) : MAX_ROWS);
}
