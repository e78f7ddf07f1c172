import { z } from 'zod';
import { readRunFile, readSecretFile, request, required } from './run-file.ts';

const summary = z.object({
  key: z.string(),
  status: z.string(),
  reason: z.string().nullable(),
  type: z.string().nullable(),
  sender: z.string().nullable(),
  orderNumber: z.string().nullable(),
  interchangeControlNumber: z.string().nullable(),
  fileName: z.string(),
  receipts: z.number(),
  receivedAt: z.string()
});

const list = z.object({ documents: z.array(z.looseObject(summary.shape)), counts: z.record(z.string(), z.number()) });

const detail = z.looseObject({
  ...summary.shape,
  history: z.array(z.object({ step: z.string(), at: z.string(), reason: z.string().nullable() }))
});

const health = z.object({ ready: z.boolean(), troubles: z.record(z.string(), z.string()) });

export type Print = (line: string) => void;

async function call(path: string, method = 'GET'): Promise<unknown> {
  const run = readRunFile(process.cwd());
  const middleware = required(run.middleware, 'middleware');
  const headers = { authorization: `Bearer ${readSecretFile(run, middleware.tokenFile)}` };
  return request(new URL(path, middleware.url), { method, headers }, 'middleware');
}

const keyPath = (key: string) => `/documents/${encodeURIComponent(key)}`;

export async function listDocuments(json: boolean, limit: number, print: Print): Promise<void> {
  const { documents } = list.parse(await call(`/documents?limit=${limit}`));
  if (json) {
    print(JSON.stringify(documents));
    return;
  }
  if (documents.length === 0) print('No document has been received yet.');
  for (const { key, status, type, sender, orderNumber, fileName, receivedAt, reason } of documents) {
    const what = `${type ?? '–'} ${orderNumber ?? ''}`.padEnd(26);
    print(`${receivedAt}  ${status.padEnd(9)}  ${what}  ${(sender ?? '–').padEnd(20)}  ${fileName}`);
    print(`    ${key}${reason === null ? '' : `\n    ${reason}`}`);
  }
}

export async function showDocument(key: string, json: boolean, print: Print): Promise<void> {
  const document = detail.parse(await call(keyPath(key)));
  if (json) {
    print(JSON.stringify(document));
    return;
  }
  const { history, ...facts } = document;
  for (const [name, value] of Object.entries(facts)) {
    if (typeof value === 'string' || typeof value === 'number') print(`${name.padEnd(26)}${value}`);
  }
  print('history');
  for (const { step, at, reason } of history) print(`  ${at}  ${step}${reason === null ? '' : `: ${reason}`}`);
}

export async function releaseDocument(key: string, print: Print): Promise<void> {
  await call(`${keyPath(key)}/release`, 'POST');
  print(`Released ${key}: it is published next.`);
}

/** @returns whether the service is ready */
export async function showStatus(json: boolean, print: Print): Promise<boolean> {
  const run = readRunFile(process.cwd());
  const middleware = required(run.middleware, 'middleware');
  const { counts } = list.parse(await call('/documents?limit=1'));
  const response = await fetch(new URL('/health', middleware.url));
  const { ready, troubles } = health.parse(await response.json());
  if (json) print(JSON.stringify({ ready, troubles, counts }));
  else {
    print(ready ? 'Ready.' : 'Not ready:');
    for (const [part, trouble] of Object.entries(troubles)) print(`  ${part}: ${trouble}`);
    const figures = Object.entries(counts).map(([state, count]) => `${state} ${count}`);
    print(`Documents: ${figures.join(', ')}`);
  }
  return ready;
}
