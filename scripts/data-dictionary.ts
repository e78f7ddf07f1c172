import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { dictionaryText, readDictionary } from './lib/data-dictionary.ts';

/** Writes docs/data-dictionary.md from the metadata: `npm run data-dictionary`. */
export const DICTIONARY = fileURLToPath(new URL('../docs/data-dictionary.md', import.meta.url));
export const PACKAGE = fileURLToPath(new URL('../force-app/main', import.meta.url));

export async function dictionary(): Promise<string> {
  const options = await prettier.resolveConfig(DICTIONARY);
  return prettier.format(dictionaryText(await readDictionary(PACKAGE)), { ...options, parser: 'markdown' });
}

if (import.meta.main) await writeFile(DICTIONARY, await dictionary());
