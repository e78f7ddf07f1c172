import { z } from 'zod';
import type { Journal } from '../db/schema.ts';
import type { Seal } from '../db/seal.ts';
import { type DocumentPart, type Payload } from '../documents/payload.ts';
import { openPayload } from '../documents/sealed-payload.ts';
import { writeEdifact } from '../edi/write/edifact.ts';
import { WriteError } from '../edi/write/segments.ts';
import { writeX12 } from '../edi/write/x12.ts';
import { Decimal, Day } from '../mappings/canonical/common.ts';
import type { Order } from '../mappings/canonical/order.ts';
import { AnswerError, type OrderAnswer } from '../mappings/response/answer.ts';
import { writeOrdrsp } from '../mappings/response/ordrsp.ts';
import { write855 } from '../mappings/response/x12-855.ts';
import type { Action, ActionContext, ActionOutcome } from '../outbound/action.ts';
import { nextControlNumber } from './control-numbers.ts';
import type { Sender } from './sender.ts';

const line = z.object({
  number: z.string().min(1),
  decision: z.enum(['accepted', 'changed', 'rejected', 'backordered']),
  /** As the order stands now, with all its changes. */
  ordered: Decimal.optional(),
  unit: z.string().optional(),
  price: Decimal.optional(),
  buyerItem: z.string().optional(),
  vendorItem: z.string().optional(),
  gtin: z.string().optional(),
  /** What is answered, where it is not what was ordered. */
  quantity: Decimal.optional(),
  unitPrice: Decimal.optional(),
  date: Day.optional(),
  /** Deliveries, where the line comes in several. */
  parts: z
    .array(z.object({ quantity: Decimal, date: Day.optional() }))
    .min(2)
    .optional()
});

const request = z.object({
  orderKey: z.string().min(1),
  number: z.string().min(1).max(20),
  date: Day,
  decision: z.enum(['accepted', 'rejected']),
  lines: z.array(line).min(1)
});
type Request = z.infer<typeof request>;

/** All that the file follows from beside the request itself. */
const begun = z.object({ documentKey: z.string(), controlNumber: z.string(), at: z.iso.datetime() });
type Begun = z.infer<typeof begun>;

interface Parts {
  journal: Journal;
  seal: Seal;
  tenant: string;
  sender: Sender;
  /** Whether a file of this name has reached the network; asked after a send of which nobody knows. */
  hasArrived: ((fileName: string) => Promise<boolean>) | undefined;
  now?: () => Date;
}

/**
 * Answers an order as an agent decided: an 855 where the order came in X12, an ORDRSP where it came in EDIFACT, to
 * whoever sent it. What the file follows from is kept with the request, so that every try sends the same bytes under the
 * same name and control number.
 */
export class OrderResponseAction implements Action {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async perform(context: ActionContext): Promise<ActionOutcome> {
    const parsed = request.safeParse(context.payload);
    if (!parsed.success) return failed(z.prettifyError(parsed.error));
    const stored = await this.#order(parsed.data.orderKey, begun.safeParse(context.progress).data);
    if (stored === null)
      return failed(
        'The journal has no such order any more, so that nobody can be answered. Answer it outside of Salesforce.'
      );
    let text: string;
    try {
      text = await this.#write(parsed.data, stored, context);
    } catch (error) {
      if (error instanceof AnswerError || error instanceof WriteError) return failed(error.message);
      throw error;
    }
    const { sender, hasArrived } = this.#parts;
    const fileName = `${context.message.messageKey}.edi`;
    const bytes = Buffer.from(text, 'latin1');
    if (context.uncertain && (await hasArrived?.(fileName))) await sender.record(fileName, bytes);
    else await sender.send(fileName, bytes);
    return { state: 'done', externalReference: fileName, result: { fileName } };
  }

  async #write(asked: Request, { key, payload }: StoredOrder, context: ActionContext): Promise<string> {
    const { journal, tenant, now = () => new Date() } = this.#parts;
    const { document, order } = payload;
    const { sender, standard } = document;
    if (!sender || (standard !== 'X12' && standard !== 'EDIFACT'))
      throw new AnswerError(
        `An order that came as ${standard ?? 'something unknown'} cannot be answered by a document.`
      );
    const answer: OrderAnswer = { ...asked, lines: asked.lines.map(answerOf) };
    const current = { ...order, lines: asked.lines.map(lineOf(order)) };
    // Before a number is taken: what cannot be written takes none.
    if (standard === 'X12') write855(current, answer);
    else writeOrdrsp(current, answer);
    let begin = begun.safeParse(context.progress).data;
    if (!begin) {
      const partner = `${sender.qualifier}:${sender.id}`;
      const controlNumber = String(await nextControlNumber(journal, tenant, partner, standard));
      begin = { documentKey: key, controlNumber, at: now().toISOString() };
      await context.save(begin);
    }
    return interchange(document, current, answer, begin);
  }

  /** The order as it was when the answer was begun, or as it is now. */
  async #order(orderKey: string, begin: Begun | undefined): Promise<StoredOrder | null> {
    const { journal, seal, tenant } = this.#parts;
    const row = await journal
      .selectFrom('document')
      .select(['document_key', 'body'])
      .where('tenant', '=', tenant)
      .where('record_key', '=', orderKey)
      .where('kind', '=', 'order')
      .$if(begin !== undefined, (some) => some.where('document_key', '=', begin?.documentKey ?? ''))
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (!row) return null;
    const payload: Payload = openPayload(row, seal);
    const { document, order } = payload;
    return order ? { key: row.document_key, payload: { document, order } } : null;
  }
}

interface StoredOrder {
  key: string;
  payload: { document: DocumentPart; order: Order };
}

/** The way back: to whoever sent the order, from whom it was sent to. */
function interchange(document: DocumentPart, order: Order, answer: OrderAnswer, begin: Begun): string {
  const { sender, receiver } = document;
  if (!sender || !receiver)
    throw new AnswerError('The order does not say who sent it, so that nobody can be answered.');
  const { controlNumber, at } = begin;
  const envelope = {
    sender: receiver,
    receiver: sender,
    controlNumber,
    test: document.usage === 'Test',
    at: new Date(at)
  };
  if (document.standard === 'EDIFACT') {
    const identifier = document.version?.split(/[.:]/) ?? [];
    const message = { type: 'ORDRSP', controlNumber: '1', identifier, segments: writeOrdrsp(order, answer) };
    return writeEdifact({ ...envelope, messages: [message] });
  }
  const group = {
    functionalId: 'PR',
    sender: document.groupReceiver ?? receiver.id,
    receiver: document.groupSender ?? sender.id,
    controlNumber,
    version: document.version ?? '004010',
    sets: [{ type: '855', controlNumber: '0001', segments: write855(order, answer) }]
  };
  return writeX12({ ...envelope, group });
}

const failed = (reason: string): ActionOutcome => ({ state: 'failed', reason, result: null });

function answerOf({
  number,
  decision,
  quantity,
  unitPrice,
  date,
  parts
}: z.infer<typeof line>): OrderAnswer['lines'][number] {
  return {
    number,
    decision,
    ...(quantity === undefined ? {} : { quantity }),
    ...(unitPrice === undefined ? {} : { unitPrice }),
    ...(date === undefined ? {} : { date }),
    ...(parts === undefined
      ? {}
      : {
          parts: parts.map((part) => ({
            quantity: part.quantity,
            ...(part.date === undefined ? {} : { date: part.date })
          }))
        })
  };
}

/** A line as it stands now: what the order said of it, with the changes that came since. */
function lineOf(order: Order) {
  const known = new Map(order.lines.map((one) => [one.number, one]));
  return ({
    number,
    ordered,
    unit,
    price,
    buyerItem,
    vendorItem,
    gtin
  }: z.infer<typeof line>): Order['lines'][number] => {
    const { segmentPosition = 0, ...before } = known.get(number) ?? {};
    const given = { quantity: ordered, unitPrice: price, buyerItem, vendorItem, gtin };
    const now = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    return { ...before, ...now, number, segmentPosition, ...(unit === undefined ? {} : { unit: { code: unit } }) };
  };
}
