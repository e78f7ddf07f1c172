import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { readRunFile, readSecretFile, request, required, UserError } from './run-file.ts';

const token = z.object({ access_token: z.string() });
const placed = z.object({ file: z.string(), size: z.number() });

/** Puts files into the simulator's outgoing mailbox, as the network does when a partner has sent something. */
export async function send(files: string[], as: string | undefined, print: (line: string) => void): Promise<void> {
  const run = readRunFile(process.cwd());
  const simulator = required(run.simulator, 'Trading Grid simulator');
  const credentials = Buffer.from(`${simulator.clientId}:${readSecretFile(run, simulator.secretFile)}`).toString(
    'base64'
  );
  const contents = await Promise.all(files.map(read));
  const tokenUrl = new URL('/v1/oauth2/tokens?grant_type=client_credentials', simulator.url);
  const login = { method: 'POST', headers: { authorization: `Basic ${credentials}` } };
  const { access_token } = token.parse(await request(tokenUrl, login, 'Trading Grid simulator'));
  for (const { file, bytes } of contents) {
    const url = new URL(`/mailboxes/${encodeURIComponent(simulator.mailbox)}/outgoing`, simulator.url);
    url.searchParams.set('filename', path.basename(file));
    if (as !== undefined) url.searchParams.set('as', as);
    const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/octet-stream' };
    const answer = placed.parse(await request(url, { method: 'POST', headers, body: bytes }, 'Trading Grid simulator'));
    print(`${file} → ${answer.file} (${answer.size} bytes${as === undefined ? '' : `, sent as ${as}`})`);
  }
}

async function read(file: string) {
  try {
    return { file, bytes: await readFile(file) };
  } catch (cause) {
    throw new UserError(`${file} cannot be read: check its name and permissions.`, { cause });
  }
}
