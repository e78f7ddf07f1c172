import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';

/** What `npm start` writes to `.local/run.json` about the org. */
interface RunFile {
  localOrg?: { url?: string; tokenFile?: string };
}

/** An org that listens, and the token of its administrator. */
export interface RunningOrg {
  url: string;
  token: string;
}

/** How a command is told which org to ask. */
export interface OrgOptions {
  project: string;
  port?: number;
  tokenFile: string;
}

const REMEDY = 'start it with npm start';

/** Options of commands that ask an org that runs. */
export function withOrgOptions(command: Command, project: string): Command {
  return command
    .option('--project <dir>', project, '.')
    .option('--port <number>', 'port of an org that local-org start began; the one of npm start without it', portNumber)
    .option(
      '--token-file <file>',
      'with --port: where that org wrote its access token',
      path.join('.local', 'org-admin-token')
    );
}

/** A port as people write it. Throws InvalidArgumentError. */
export function portNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new InvalidArgumentError('a port is a whole number from 0 to 65535');
  }
  return value;
}

/** The org that a command is to ask. Throws an Error with the remedy where none is known. */
export function runningOrg({ project, port, tokenFile }: OrgOptions): RunningOrg {
  if (port !== undefined) {
    if (!existsSync(tokenFile)) {
      throw new Error(`there is no ${tokenFile}: name the file of local-org start's token with --token-file`);
    }
    return { url: `http://127.0.0.1:${port}`, token: readFileSync(tokenFile, 'utf8').trim() };
  }
  const file = path.join(project, '.local', 'run.json');
  if (!existsSync(file))
    throw new Error(`no local org runs for ${path.resolve(project)} (there is no .local/run.json): ${REMEDY}`);
  const { localOrg } = JSON.parse(readFileSync(file, 'utf8')) as RunFile;
  if (localOrg?.url === undefined || localOrg.tokenFile === undefined) {
    throw new Error(`${file} does not say where the local org listens: ${REMEDY}`);
  }
  return { url: localOrg.url, token: readFileSync(path.resolve(project, localOrg.tokenFile), 'utf8').trim() };
}

/**
 * Asks an org's REST API.
 *
 * @param target path below the org's address, with its query
 * @throws Error with the API's code and message, or the remedy where nothing answers
 */
export async function ask<T>(org: RunningOrg, target: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(org.url + target, { ...init, headers: { authorization: `Bearer ${org.token}` } });
  } catch {
    throw new Error(`nothing answers at ${org.url}: the local org does not run any more; ${REMEDY}`);
  }
  const body: unknown = await response.json();
  if (response.ok) return body as T;
  const [first] = body as { message: string; errorCode: string }[];
  throw new Error(first === undefined ? `HTTP ${response.status}` : `${first.errorCode}: ${first.message.trim()}`);
}
