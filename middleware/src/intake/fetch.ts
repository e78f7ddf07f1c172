import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import {
  fingerprint,
  type RemoteFile,
  type Source,
  type StreamedFile,
  type WholeFile
} from '../documents/file-store.ts';
import { hashOf } from '../documents/keys.ts';
import { beginStep } from '../telemetry/tracing.ts';
import type { Mailbox } from './mailbox.ts';
import { printable, refusalOf } from './names.ts';
import { prepareSpool, spoolFile } from './spool.ts';

const CHUNK = 256 * 1024;

/**
 * Fetches a small file into memory. One whose name is not accepted is told of without being fetched.
 * @returns undefined for a file that is not as large as it is listed: it is still being written
 */
export async function fetchWhole(
  { tenant, mailbox: channel }: Source,
  mailbox: Mailbox,
  file: RemoteFile
): Promise<WholeFile | undefined> {
  const attributes = { 'tgrid.tenant': tenant, 'tgrid.channel': channel, 'tgrid.size': file.size };
  const step = beginStep('receive file', null, attributes);
  try {
    const whole = refusalOf(file.name) === null ? await read(mailbox, file) : refused(file);
    step.end();
    return whole && { ...whole, trace: step.traceparent };
  } catch (error) {
    step.end(error);
    throw error;
  }
}

/**
 * Fetches a large file by way of the spool.
 * @param store takes it; what it is given can be read while it runs
 * @returns undefined for a file that is not as large as it is listed
 */
export async function fetchLarge<T>(
  spoolDirectory: string,
  mailbox: Mailbox,
  file: RemoteFile,
  store: (arrived: StreamedFile) => Promise<T>
): Promise<T | undefined> {
  await prepareSpool(spoolDirectory);
  const spool = spoolFile(spoolDirectory);
  try {
    await mailbox.download(file.name, spool);
    if ((await stat(spool)).size !== file.size) return undefined;
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(spool)) hash.update(chunk as Buffer);
    const chunks = createReadStream(spool, { highWaterMark: CHUNK }) as AsyncIterable<Uint8Array>;
    return await store({ file, sha256: hash.digest('hex'), refusal: null, chunks });
  } finally {
    await rm(spool, { force: true });
  }
}

async function read(mailbox: Mailbox, file: RemoteFile): Promise<WholeFile | undefined> {
  const bytes = await mailbox.read(file.name, file.size);
  if (bytes.length !== file.size) return undefined;
  return { file, sha256: createHash('sha256').update(bytes).digest('hex'), bytes, refusal: null };
}

function refused(file: RemoteFile): WholeFile {
  const why = refusalOf(file.name) ?? '';
  return {
    file: { ...file, name: printable(file.name) },
    sha256: hashOf('refused', fingerprint(file)),
    bytes: new Uint8Array(),
    refusal: `The mailbox lists a file whose name is not accepted, because ${why}; it was not fetched.`
  };
}
