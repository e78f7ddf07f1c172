import { readFileSync } from 'node:fs';

/** A file of the project that an org would refuse, though the rest can be loaded. */
export interface MetadataProblem {
  file: string;
  line: number;
  column: number;
  message: string;
}

/** A problem at the first place of a text in its file. */
export function problemAt(file: string, found: string, message: string): MetadataProblem {
  const text = readFileSync(file, 'utf8');
  const before = text.slice(0, Math.max(0, text.indexOf(found))).split('\n');
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message };
}
