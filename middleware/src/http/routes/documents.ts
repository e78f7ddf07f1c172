import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Catalogue } from '../../documents/catalogue.ts';
import type { Desk } from '../../documents/desk.ts';
import { Problem, type Route, route } from '../route.ts';

const BASE = '/v1/tenants/{tenant}/documents';
const MOST = 1000;
/** A corrected document in a request; larger ones come in by a channel. */
const MOST_CORRECTED = 1_000_000;

const DELIVERIES = ['staged', 'queued', 'published', 'arrived', 'failed'] as const;
const OUTCOMES = ['translated', 'recorded', 'held', 'rejected'] as const;

const text = z.string().nullable();
const summary = z.object({
  key: z.string(),
  tenant: z.string(),
  sequence: z.int().describe('Order of receipt; a lower one never overwrites a higher one.'),
  status: z.string(),
  delivery: z.enum(DELIVERIES),
  outcome: z.enum(OUTCOMES),
  reason: text,
  type: text,
  standard: text,
  sender: text,
  receiver: text,
  partner: z.string(),
  interchangeControlNumber: text,
  groupControlNumber: text,
  setControlNumber: text,
  orderNumber: text,
  fileName: z.string(),
  channel: z.string(),
  size: z.int(),
  receipts: z.int(),
  receivedAt: z.date(),
  publishedAt: z.date().nullable()
});

const trace = summary.extend({
  history: z.array(z.object({ step: z.string(), at: z.date(), reason: text })),
  corrects: text.describe('Key of the document that this one was edited from.'),
  correctedBy: text,
  correctionReason: text,
  corrections: z.array(z.string()).describe('Keys of the documents that were edited from this one.')
});

const filter = z.object({
  number: z.string().min(1).optional().describe('An order number or a control number.'),
  partner: z.string().min(1).optional().describe('qualifier:id'),
  type: z.string().min(1).optional(),
  delivery: z.enum(DELIVERIES).optional(),
  outcome: z.enum(OUTCOMES).optional()
});

const listQuery = filter.extend({
  limit: z.coerce.number().int().min(1).max(MOST).default(100),
  before: z.coerce.number().int().optional().describe('Only documents of a lower sequence: the next page.')
});

const by = z.object({ by: z.string().min(1).max(255).describe('Who asks for it, for the trail of the document.') });
const done = z.object({ done: z.literal(true) });

/** Documents: what is known of them, and what is to become of them. */
export function documentRoutes(catalogue: Catalogue, desk: Desk): Route[] {
  return [
    route({
      method: 'get',
      path: BASE,
      summary: 'Documents, the newest first',
      role: 'viewer',
      query: listQuery,
      answer: z.object({ documents: z.array(summary) }),
      handle: async ({ params: { tenant = '' }, query: { limit, ...wanted } }) => ({
        documents: await catalogue.list(limit, { tenant, ...wanted })
      })
    }),
    route({
      method: 'get',
      path: `${BASE}/{key}`,
      summary: 'A document with every step of its life',
      role: 'viewer',
      answer: trace,
      handle: async ({ params: { tenant, key = '' } }) => {
        const found = await catalogue.show(key, tenant);
        if (!found) throw new Problem(404, 'There is no document with this key.');
        return found;
      }
    }),
    route({
      method: 'get',
      path: `${BASE}/{key}/raw`,
      summary: 'The bytes of the file that a document came in, untouched',
      role: 'agent',
      problems: { 409: 'Its bytes are not kept any more.' },
      answer: 'application/octet-stream',
      handle: async ({ params: { tenant = '', key = '' }, response }) => {
        const { name, bytes } = await desk.raw(tenant, key);
        response.type('application/octet-stream').attachment(name).setHeader('X-Content-Type-Options', 'nosniff');
        await pipeline(bytes, response);
      }
    }),
    route({
      method: 'post',
      path: `${BASE}/{key}/release`,
      summary: 'Let a document go on that is held, or that the CRM refused',
      role: 'agent',
      problems: { 409: 'The state of the document does not allow it; the detail says why.' },
      body: by,
      answer: done,
      handle: async ({ params: { tenant = '', key = '' }, body }) => {
        await desk.release(tenant, key, body.by);
        return { done: true };
      }
    }),
    route({
      method: 'post',
      path: `${BASE}/{key}/replay`,
      summary: 'Publish a document again as it is',
      role: 'agent',
      problems: { 409: 'The state of the document does not allow it; the detail says why.' },
      body: by,
      answer: done,
      handle: async ({ params: { tenant = '', key = '' }, body }) => {
        await desk.replay(tenant, key, body.by);
        return { done: true };
      }
    }),
    route({
      method: 'post',
      path: `${BASE}/{key}/reprocess`,
      summary: 'Read the file of a document again, by the guides and maps of today',
      role: 'agent',
      problems: { 409: 'The state of the document does not allow it; the detail says why.' },
      body: by,
      answer: z.object({ files: z.int() }),
      handle: ({ params: { tenant = '', key = '' }, body }) => desk.reprocess(tenant, { key }, body.by)
    }),
    route({
      method: 'post',
      path: `${BASE}/{key}/correct`,
      summary: 'Take an edited document in the place of a faulty one',
      description: 'It comes in as a file of its own that says what it corrects; what was received stays as it is.',
      role: 'agent',
      problems: {
        409: 'It was not changed, or the original is not kept any more.',
        413: 'It is too large for a request.'
      },
      body: by.extend({
        contents: z
          .base64()
          .max(Math.ceil((MOST_CORRECTED * 4) / 3))
          .describe('The whole interchange, in base64.'),
        reason: z.string().min(1).max(1000)
      }),
      answer: z.object({ fileId: z.int(), receipts: z.int() }),
      status: 202,
      handle: ({ params: { tenant = '', key = '' }, body: { contents, by: who, reason } }) =>
        desk.correct(tenant, key, { bytes: Buffer.from(contents, 'base64'), by: who, reason })
    }),
    route({
      method: 'post',
      path: '/v1/tenants/{tenant}/reprocess',
      summary: 'Read many documents again, or tell how many that would be',
      role: 'agent',
      body: filter.extend({ ...by.shape, preview: z.boolean().default(true) }),
      answer: z.object({
        count: z.int().describe('Documents that fit.'),
        files: z.int().describe('Their files.'),
        withoutBytes: z.int().describe('Those of the files that cannot be read again: their bytes are not kept.'),
        keys: z.array(z.string()).describe('Of the first documents.')
      }),
      handle: async ({ params: { tenant = '' }, body: { preview, by: who, ...wanted } }) => {
        if (Object.values(wanted).every((one) => one === undefined))
          throw new Problem(400, 'Say which documents: give a number, partner, type, delivery or outcome.');
        const affected = await desk.preview(tenant, wanted);
        if (!preview) await desk.reprocess(tenant, wanted, who);
        return affected;
      }
    })
  ];
}
