/** Words that end a bind where an expression could otherwise seem to go on (`:(String) x` does, `:(x) AND` does not). */
const SOQL_WORDS = new Set(
  'and or not order limit offset group having with for all nulls asc desc like in includes excludes using from'.split(
    ' '
  )
);
const CLOSING: Record<string, string> = { '(': ')', '[': ']', '{': '}', '<': '>' };

function skipSpace(text: string, at: number): number {
  let end = at;
  while (/\s/.test(text.charAt(end))) end += 1;
  return end;
}

function skipString(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && text[end] !== "'") end += text[end] === '\\' ? 2 : 1;
  return end + 1;
}

/** From an opening bracket to behind its partner; strings inside do not count. */
function skipBrackets(text: string, at: number): number {
  const open = text.charAt(at);
  const close = CLOSING[open];
  let depth = 0;
  let end = at;
  while (end < text.length) {
    const character = text.charAt(end);
    if (character === "'") {
      end = skipString(text, end);
      continue;
    }
    if (character === open) depth += 1;
    if (character === close) depth -= 1;
    end += 1;
    if (depth === 0) return end;
  }
  return end;
}

function wordAt(text: string, at: number): string {
  return /^[A-Za-z_$][\w$]*/.exec(text.slice(at))?.[0] ?? '';
}

/** `new Type<…>(…)`, `new Type[]{…}`: the type and all the brackets behind it. */
function skipCreation(text: string, at: number): number {
  let end = skipSpace(text, at);
  end += /^[\w$]+(?:\s*\.\s*[\w$]+)*/.exec(text.slice(end))?.[0].length ?? 0;
  for (let next = skipSpace(text, end); '<([{'.includes(text[next] ?? ' '); next = skipSpace(text, end)) {
    end = skipBrackets(text, next);
  }
  return end;
}

function skipPrimary(text: string, at: number): number {
  const start = skipSpace(text, at);
  const character = text.charAt(start);
  if (character === '-' || character === '!') return skipPrimary(text, start + 1);
  if (character === "'") return skipString(text, start);
  if (character === '(' || character === '[') {
    const end = skipBrackets(text, start);
    const word = wordAt(text, skipSpace(text, end));
    const cast = character === '(' && word !== '' && !SOQL_WORDS.has(word.toLowerCase());
    return cast ? skipPrimary(text, end) : end;
  }
  const word = wordAt(text, start);
  if (word.toLowerCase() === 'new') return skipCreation(text, start + 3);
  return word === '' ? start + (/^[\d.]+/.exec(text.slice(start))?.[0].length ?? 0) : start + word.length;
}

function skipPostfix(text: string, at: number): number {
  let end = at;
  for (;;) {
    const next = skipSpace(text, end);
    const access = /^\??\.\s*[A-Za-z_$][\w$]*/.exec(text.slice(next))?.[0];
    if (access !== undefined) end = next + access.length;
    else if (text[next] === '(' || text[next] === '[') end = skipBrackets(text, next);
    else return end;
  }
}

/** Where the Apex expression that begins at `start` (behind the colon) ends in the query text. */
export function bindEnd(text: string, start: number): number {
  let end = skipPostfix(text, skipPrimary(text, start));
  for (let next = skipSpace(text, end); '+-*/'.includes(text[next] ?? ' '); next = skipSpace(text, end)) {
    end = skipPostfix(text, skipPrimary(text, next + 1));
  }
  return end;
}
