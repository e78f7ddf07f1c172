import { z } from 'zod';
import type { Action, ActionContext, ActionOutcome } from '../outbound/action.ts';
import type { Catalogue } from './catalogue.ts';
import { type Desk, DeskError } from './desk.ts';

/** What an answer may carry of a document: the result field of the outbox holds 131,072 characters with what is around it. */
const MOST_CHARACTERS = 100_000;
const MOST_STEPS = 200;

const documentKey = z.string().min(1);
const content = z.object({ documentKey });
const reprocess = z.object({ documentKey, by: z.string().min(1) });
const correction = z.object({
  documentKey,
  /** The text in UTF-8; it is sent in the character set of the original. */
  contents: z.base64().min(1),
  by: z.string().min(1),
  approvedBy: z.string().min(1),
  reason: z.string().min(1)
});

/** What the CRM may ask of the middleware itself, so that its pages need no connection of their own to it. */
export function documentRequests(tenant: string, desk: Desk, catalogue: Catalogue): ReadonlyMap<string, Action> {
  return new Map<string, Action>([
    [
      'document-content',
      // Shown once and kept nowhere: the journal has it sealed.
      request(content, async ({ documentKey: key }) => {
        const { name, bytes } = await desk.raw(tenant, key);
        const { text, isWhole } = textOf(await gather(bytes));
        const trace = await catalogue.show(key, tenant);
        const { history = [], corrects = null, corrections = [] } = trace ?? {};
        const steps = history
          .slice(-MOST_STEPS)
          .map(({ step, at, reason }) => ({ step, at: at.toISOString(), reason }));
        return { fileName: name, text, isWhole, steps, corrects, corrections };
      })
    ],
    [
      'document-reprocess',
      request(reprocess, async ({ documentKey: key, by }) => ({ ...(await desk.reprocess(tenant, { key }, by)) }))
    ],
    [
      'document-correct',
      request(correction, async ({ documentKey: key, contents, by, approvedBy, reason }) => {
        const original = await gather((await desk.raw(tenant, key)).bytes);
        const edited = Buffer.from(contents, 'base64').toString('utf8');
        const bytes = isUtf8(original) ? Buffer.from(edited, 'utf8') : Buffer.from(edited, 'latin1');
        const { fileId } = await desk.correct(tenant, key, {
          bytes,
          by: `${by}, approved by ${approvedBy}`,
          reason
        });
        return { fileId };
      })
    ]
  ]);
}

/** An action of the journal: what cannot be done is said in the desk's own words. */
function request<P>(payload: z.ZodType<P>, perform: (payload: P) => Promise<Record<string, unknown>>): Action {
  return {
    async perform(context: ActionContext): Promise<ActionOutcome> {
      const parsed = payload.safeParse(context.payload);
      if (!parsed.success) return { state: 'failed', reason: z.prettifyError(parsed.error), result: null };
      try {
        return { state: 'done', externalReference: null, result: await perform(parsed.data) };
      } catch (error) {
        if (error instanceof DeskError) return { state: 'failed', reason: error.message, result: null };
        throw error;
      }
    }
  };
}

/** The beginning of a file, as much of it as can be shown. */
async function gather(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length > 4 * MOST_CHARACTERS) break;
  }
  return Buffer.concat(parts);
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function textOf(bytes: Buffer): { text: string; isWhole: boolean } {
  const text = bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
  return { text: text.slice(0, MOST_CHARACTERS), isWhole: text.length <= MOST_CHARACTERS };
}
