import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** Something the user can put right; printed without a stack trace. */
export class UserError extends Error {}

const runFile = z.object({
  simulator: z
    .object({ url: z.url(), clientId: z.string(), secretFile: z.string(), mailbox: z.string().default('tgseller') })
    .optional(),
  middleware: z.object({ url: z.url(), tokenFile: z.string(), configFile: z.string().optional() }).optional()
});

export type RunFile = z.infer<typeof runFile> & { directory: string };

const REMEDY = 'Start it with "npm start" in the project, and run this command from there.';

/** Finds `.local/run.json`, which `npm start` writes, from a directory upward. */
export function readRunFile(from: string): RunFile {
  for (let directory = path.resolve(from); ; directory = path.dirname(directory)) {
    const file = path.join(directory, '.local', 'run.json');
    if (existsSync(file)) return parse(file, directory);
    if (directory === path.dirname(directory))
      throw new UserError(`Nothing is running here: there is no .local/run.json. ${REMEDY}`);
  }
}

function parse(file: string, directory: string): RunFile {
  try {
    return { ...runFile.parse(JSON.parse(readFileSync(file, 'utf8'))), directory };
  } catch (error) {
    throw new UserError(`${file} cannot be read. ${REMEDY}`, { cause: error });
  }
}

/** A part of the run file that a command cannot do without. */
export function required<T>(part: T | undefined, name: string): T {
  if (part === undefined) throw new UserError(`The ${name} is not running. ${REMEDY}`);
  return part;
}

export function readSecretFile(run: Pick<RunFile, 'directory'>, file: string): string {
  const full = path.resolve(run.directory, file);
  try {
    return readFileSync(full, 'utf8').trim();
  } catch (error) {
    throw new UserError(`The secret file ${full} cannot be read. ${REMEDY}`, { cause: error });
  }
}

/** A request to a part of the running system; a refusal and a dead server become errors with a remedy. */
export async function request(url: URL, init: RequestInit, what: string): Promise<unknown> {
  const response = await fetch(url, init).catch((cause: unknown) => {
    throw new UserError(`The ${what} does not answer at ${url.origin}. ${REMEDY}`, { cause });
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  const parsed = z.object({ error: z.string() }).safeParse(safeJson(text));
  throw new UserError(parsed.success ? parsed.data.error : `The ${what} answers HTTP ${response.status}.`);
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
