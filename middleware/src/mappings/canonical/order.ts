import { z } from 'zod';
import {
  Charge,
  Coded,
  Control,
  Dated,
  Day,
  Decimal,
  header,
  Moment,
  parties,
  products,
  Reference,
  traced
} from './common.ts';

const Schedule = z.strictObject({
  quantity: Decimal.optional(),
  unit: Coded.optional(),
  date: Moment.optional(),
  qualifier: Coded.optional(),
  ...traced
});

const SubLine = z.strictObject({
  number: z.string().optional(),
  relationship: Coded.optional(),
  quantity: Decimal.optional(),
  unit: Coded.optional(),
  unitPrice: Decimal.optional(),
  ...products,
  ...traced
});

const orderLine = {
  number: z.string().describe("The partner's line number, or the line's place where it has none."),
  quantity: Decimal.optional(),
  unit: Coded.optional(),
  unitPrice: Decimal.optional(),
  pricePer: Decimal.optional().describe('How many units the price is for, where it is not one.'),
  amount: Decimal.optional().describe('What the document states, else quantity times price, exact.'),
  ...products,
  requestedDate: Day.optional(),
  references: z.array(Reference).optional(),
  dates: z.array(Dated).optional(),
  charges: z.array(Charge).optional(),
  schedules: z.array(Schedule).optional(),
  subLines: z.array(SubLine).optional(),
  ...traced
};

const orderHeader = {
  number: z.string(),
  purpose: Coded.optional(),
  type: Coded.optional(),
  release: z.string().optional(),
  date: Day.optional(),
  currency: z.string().optional(),
  total: Decimal.optional(),
  totalSource: z
    .enum(['stated', 'computed'])
    .optional()
    .describe('Whether the document states the total, or it is our sum of its lines.'),
  terms: z.string().optional(),
  requestedDeliveryDate: Day.optional(),
  requestedShipDate: Day.optional(),
  ...parties,
  ...header,
  charges: z.array(Charge).optional(),
  control: Control.optional()
};

export const OrderLine = z.strictObject(orderLine).meta({ id: 'OrderLine' });
/** A purchase order, whatever standard it came in (850, ORDERS). */
export const Order = z
  .strictObject({ kind: z.literal('order'), ...orderHeader, lines: z.array(OrderLine) })
  .meta({ id: 'Order' });

export const OrderChangeLine = z.strictObject({
  ...orderLine,
  action: Coded.optional().describe('What is done to the line; null where the document does not say.'),
  quantityLeft: Decimal.optional()
});
/** What a buyer changes in an order that was sent (860, ORDCHG). */
export const OrderChange = z
  .strictObject({
    kind: z.literal('orderChange'),
    ...orderHeader,
    changeNumber: z.string().optional(),
    changeDate: Day.optional(),
    lines: z.array(OrderChangeLine)
  })
  .meta({ id: 'OrderChange' });

/** accepted: as it was ordered; changed: with other quantities, dates, prices or products; backordered: later. */
export const Decision = z
  .enum(['accepted', 'changed', 'rejected', 'backordered', 'pending', 'received'])
  .describe('What the answer means, where its code is one that we interpret.')
  .meta({ id: 'Decision' });

const LineAnswer = z.strictObject({
  status: Coded,
  decision: Decision.optional(),
  quantity: Decimal.optional(),
  unit: Coded.optional(),
  date: Moment.optional(),
  dateQualifier: Coded.optional(),
  ...products,
  ...traced
});

export const OrderResponseLine = z
  .strictObject({
    ...orderLine,
    action: Coded.optional(),
    answers: z.array(LineAnswer).optional()
  })
  .meta({ id: 'OrderResponseLine' });
/** What a seller answers to an order or to a change of one (855, 865, ORDRSP). */
export const OrderResponse = z
  .strictObject({
    kind: z.literal('orderResponse'),
    ...orderHeader,
    responseNumber: z.string().optional(),
    responseDate: Day.optional(),
    changeNumber: z.string().optional(),
    answer: Coded.optional(),
    decision: Decision.optional(),
    lines: z.array(OrderResponseLine)
  })
  .meta({ id: 'OrderResponse' });

const StatusLine = z.strictObject({
  ...orderLine,
  statuses: z
    .array(
      z.strictObject({
        status: Coded,
        quantity: Decimal.optional(),
        unit: Coded.optional(),
        date: Moment.optional(),
        ...traced
      })
    )
    .optional()
});

/** How far the orders of a buyer are (870). */
export const OrderStatus = z
  .strictObject({
    kind: z.literal('orderStatus'),
    number: z.string(),
    date: Day.optional(),
    purpose: Coded.optional(),
    ...parties,
    ...header,
    orders: z.array(
      z.strictObject({ number: z.string().optional(), date: Day.optional(), lines: z.array(StatusLine), ...traced })
    )
  })
  .meta({ id: 'OrderStatus' });

export type Order = z.infer<typeof Order>;
export type OrderLine = z.infer<typeof OrderLine>;
export type OrderChange = z.infer<typeof OrderChange>;
export type OrderResponse = z.infer<typeof OrderResponse>;
export type Decision = z.infer<typeof Decision>;
