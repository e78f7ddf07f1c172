import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { detailOf, type ServiceClient } from './client.ts';
import { UserError } from './run-file.ts';
import { table } from './table.ts';

const text = z.string().nullable();
const summary = z.looseObject({
  key: z.string(),
  status: z.string(),
  reason: text,
  type: text,
  sender: text,
  orderNumber: text,
  interchangeControlNumber: text,
  fileName: z.string(),
  receivedAt: z.string()
});
const list = z.object({ documents: z.array(summary) });
const detail = summary.extend({
  history: z.array(z.object({ step: z.string(), at: z.string(), reason: text })),
  corrections: z.array(z.string())
});
const readiness = z.object({
  state: z.enum(['ready', 'degraded', 'unusable']),
  troubles: z.record(z.string(), z.string()).default({})
});
const STATES = { ready: 'Ready.', degraded: 'Degraded:', unusable: 'Not ready:' };
const tenantList = z.object({
  tenants: z.array(
    z.object({
      id: z.string(),
      counts: z.record(z.string(), z.number()),
      troubles: z.record(z.string(), z.string()),
      allowance: z.object({ exceptions: z.number(), max: z.number() }).nullable(),
      channels: z.array(z.object({ name: z.string(), type: z.string() }))
    })
  )
});
const alertList = z.object({
  alerts: z.array(z.object({ tenant: z.string(), code: z.string(), message: z.string() }))
});
const affected = z.object({
  count: z.number(),
  files: z.number(),
  withoutBytes: z.number(),
  keys: z.array(z.string())
});
const done = z.object({ done: z.boolean() });

export type Print = (line: string) => void;

export interface ListOptions {
  json: boolean;
  limit: number;
  number?: string | undefined;
  partner?: string | undefined;
  type?: string | undefined;
  delivery?: string | undefined;
  outcome?: string | undefined;
}

/** Who asks, for the trail of a document. */
const who = () => `${os.userInfo().username}@${os.hostname()}`;

const documentPath = async (client: ServiceClient, key = '') =>
  `/v1/tenants/${await client.tenant()}/documents${key === '' ? '' : `/${encodeURIComponent(key)}`}`;

export async function listDocuments(client: ServiceClient, options: ListOptions, print: Print): Promise<void> {
  const { json, limit, ...filter } = options;
  const query = new URLSearchParams({ limit: String(limit) });
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, value);
  const { documents } = await client.get(list, `${await documentPath(client)}?${query.toString()}`);
  if (json) {
    print(JSON.stringify(documents));
    return;
  }
  if (documents.length === 0) {
    print(
      Object.values(filter).some((one) => one !== undefined)
        ? 'No document fits.'
        : 'No document has been received yet.'
    );
    return;
  }
  const rows = documents.map(
    ({ receivedAt, status, type, orderNumber, interchangeControlNumber, sender, fileName }) => [
      receivedAt.slice(0, 19).replace('T', ' '),
      status,
      type ?? '–',
      orderNumber ?? '',
      interchangeControlNumber ?? '',
      sender ?? '–',
      fileName
    ]
  );
  const lines = table(['received', 'status', 'type', 'order', 'interchange', 'sender', 'file'], rows);
  print(lines[0] ?? '');
  documents.forEach(({ key, reason }, index) => {
    print(lines[index + 1] ?? '');
    print(`    ${key}${reason === null ? '' : `\n    ${reason}`}`);
  });
}

export async function showDocument(client: ServiceClient, key: string, json: boolean, print: Print): Promise<void> {
  const document = await client.get(detail, await documentPath(client, key));
  if (json) {
    print(JSON.stringify(document));
    return;
  }
  const { history, corrections, ...facts } = document;
  for (const [name, value] of Object.entries(facts)) {
    if (typeof value === 'string' || typeof value === 'number') print(`${name.padEnd(26)}${value}`);
  }
  for (const corrected of corrections) print(`${'corrected by'.padEnd(26)}${corrected}`);
  print('history');
  for (const { step, at, reason } of history) print(`  ${at}  ${step}${reason === null ? '' : `: ${reason}`}`);
}

export async function releaseDocument(client: ServiceClient, key: string, print: Print): Promise<void> {
  await client.call(done, `${await documentPath(client, key)}/release`, 'POST', { by: who() });
  print(`Released ${key}: it is published next.`);
}

export async function replayDocument(client: ServiceClient, key: string, print: Print): Promise<void> {
  await client.call(done, `${await documentPath(client, key)}/replay`, 'POST', { by: who() });
  print(`${key} is published again.`);
}

/** Writes the bytes that were received, untouched. @param out a file, or `-` for standard output */
export async function exportDocument(client: ServiceClient, key: string, out: string, print: Print): Promise<void> {
  const response = await client.fetch(`${await documentPath(client, key)}/raw`);
  if (!response.ok || !response.body)
    throw new UserError(detailOf(await response.text()) ?? `The middleware answers HTTP ${response.status}.`);
  const stdout = new Writable({ write: (chunk, _encoding, next) => void process.stdout.write(chunk as Buffer, next) });
  await pipeline(response.body, out === '-' ? stdout : createWriteStream(out, { mode: 0o600 }));
  if (out !== '-') print(`Written to ${out}.`);
}

export async function correctDocument(
  client: ServiceClient,
  key: string,
  { file, reason }: { file: string; reason: string },
  print: Print
): Promise<void> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new UserError(`${file} cannot be read: check its name and permissions.`, { cause });
  });
  const body = { by: who(), reason, contents: bytes.toString('base64') };
  const { fileId } = await client.call(
    z.object({ fileId: z.number() }),
    `${await documentPath(client, key)}/correct`,
    'POST',
    body
  );
  print(`Taken as file ${fileId}; "tgrid documents show ${key}" tells what becomes of it.`);
}

export interface ReprocessOptions extends Omit<ListOptions, 'limit'> {
  yes: boolean;
}

/** Without `yes` it only tells what would be read again. */
export async function reprocess(client: ServiceClient, options: ReprocessOptions, print: Print): Promise<void> {
  const { json, yes, ...filter } = options;
  const path = `/v1/tenants/${await client.tenant()}/reprocess`;
  const result = await client.call(affected, path, 'POST', { ...filter, by: who(), preview: !yes });
  if (json) {
    print(JSON.stringify({ ...result, done: yes }));
    return;
  }
  print(`${result.count} documents in ${result.files} files ${yes ? 'are read again.' : 'would be read again:'}`);
  if (result.withoutBytes > 0)
    print(`${result.withoutBytes} of these files cannot be: their bytes are not kept any more.`);
  if (yes) return;
  for (const key of result.keys) print(`  ${key}`);
  if (result.count > result.keys.length) print(`  and ${result.count - result.keys.length} more`);
  if (result.count > 0) print('Do it with --yes.');
}

/** @returns whether the service is ready, with nothing wrong */
export async function showStatus(client: ServiceClient, json: boolean, print: Print): Promise<boolean> {
  const { state, troubles } = await client.get(readiness, '/readyz');
  const ready = state === 'ready';
  const { tenants } = await client.get(tenantList, '/v1/tenants');
  if (json) {
    print(JSON.stringify({ ready, state, troubles, tenants }));
    return ready;
  }
  print(STATES[state]);
  if (state === 'unusable' && Object.keys(troubles).length === 0) print('  the database does not answer');
  for (const [part, trouble] of Object.entries(troubles)) print(`  ${part}: ${trouble}`);
  const { alerts } = await client.get(alertList, '/v1/alerts');
  for (const { tenant, code, message } of alerts) print(`Alert ${code} (${tenant}): ${message}`);
  for (const { id, counts, allowance, channels } of tenants) {
    print(`Tenant ${id} (${channels.map(({ name }) => name).join(', ')})`);
    print(
      `  documents: ${Object.entries(counts)
        .map(([state, count]) => `${state} ${count}`)
        .join(', ')}`
    );
    if (allowance) print(`  events left in this hour: ${allowance.exceptions} of ${allowance.max}`);
  }
  return ready;
}

/** @param target `channel:NAME` or `partner:QUALIFIER:ID` */
export async function pause(client: ServiceClient, target: string, print: Print): Promise<void> {
  await client.call(done, `/v1/tenants/${await client.tenant()}/pauses`, 'POST', { target, by: who() });
  print(`${target} is paused; "tgrid resume ${target}" goes on.`);
}

export async function resume(client: ServiceClient, target: string, print: Print): Promise<void> {
  await client.call(done, `/v1/tenants/${await client.tenant()}/pauses/${encodeURIComponent(target)}`, 'DELETE');
  print(`${target} goes on.`);
}
