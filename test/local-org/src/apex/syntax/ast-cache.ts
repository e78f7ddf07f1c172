import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';

const MAX_AGE = 30 * 86_400_000;

/** Everything that decides what a text is lowered to: the sources of this folder, and the parser that they name. */
function grammarVersion(): string {
  const folder = path.dirname(fileURLToPath(import.meta.url));
  const sources = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .sort()
    .map((name) => readFileSync(path.join(folder, name), 'utf8'));
  const manifest = readFileSync(path.join(folder, '../../../package.json'), 'utf8');
  const parser = /"@apexdevtools\/apex-parser": "([^"]+)"/.exec(manifest)?.[1] ?? '';
  return createHash('sha256').update(sources.join('\n')).update(parser).update(process.version).digest('hex');
}

/** The folder of the cache; null where `LOCAL_ORG_CACHE` is `off`. */
function cacheFolder(): string | null {
  const given = process.env['LOCAL_ORG_CACHE'];
  if (given === 'off') {
    return null;
  }
  return given ?? path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'local-org', 'apex');
}

let version: string | undefined;
let written = false;

/**
 * What `lower` makes of a text, from the cache where it was made before: parsing is most of what compiling costs. A
 * cache that cannot be read or written only costs the time.
 */
export function cached<T>(kind: string, text: string, lower: () => T): T {
  const folder = cacheFolder();
  if (folder === null) {
    return lower();
  }
  version ??= grammarVersion();
  const key = createHash('sha256').update(`${version}\n${kind}\n`).update(text).digest('hex');
  const file = path.join(folder, `${key}.ast`);
  try {
    return deserialize(readFileSync(file)) as T;
  } catch {
    const lowered = lower();
    store(folder, file, lowered);
    return lowered;
  }
}

function store(folder: string, file: string, lowered: unknown): void {
  try {
    mkdirSync(folder, { recursive: true });
    if (!written) {
      written = true;
      prune(folder);
    }
    // Another process may write the same entry: a rename lets readers see all of it or nothing.
    const part = `${file}.${randomUUID()}`;
    writeFileSync(part, serialize(lowered));
    renameSync(part, file);
  } catch {
    // A home that cannot be written to.
  }
}

function prune(folder: string): void {
  const oldest = Date.now() - MAX_AGE;
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (statSync(file).mtimeMs < oldest) {
      rmSync(file, { force: true });
    }
  }
}
