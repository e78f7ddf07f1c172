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
  quantity: Decimal.nullable(),
  unit: Coded.nullable(),
  date: Moment.nullable(),
  qualifier: Coded.nullable(),
  ...traced
});

const SubLine = z.strictObject({
  number: z.string().nullable(),
  relationship: Coded.nullable(),
  quantity: Decimal.nullable(),
  unit: Coded.nullable(),
  unitPrice: Decimal.nullable(),
  ...products,
  ...traced
});

const orderLine = {
  number: z.string().describe("The partner's line number, or the line's place where it has none."),
  quantity: Decimal.nullable(),
  unit: Coded.nullable(),
  unitPrice: Decimal.nullable(),
  pricePer: Decimal.nullable().describe('How many units the price is for, where it is not one.'),
  amount: Decimal.nullable().describe('What the document states, else quantity times price, exact.'),
  ...products,
  requestedDate: Day.nullable(),
  references: z.array(Reference),
  dates: z.array(Dated),
  charges: z.array(Charge),
  schedules: z.array(Schedule),
  subLines: z.array(SubLine),
  ...traced
};

const orderHeader = {
  number: z.string(),
  purpose: Coded.nullable(),
  type: Coded.nullable(),
  release: z.string().nullable(),
  date: Day.nullable(),
  currency: z.string().nullable(),
  total: Decimal.nullable(),
  totalSource: z
    .enum(['stated', 'computed'])
    .nullable()
    .describe('Whether the document states the total, or it is our sum of its lines.'),
  terms: z.string().nullable(),
  requestedDeliveryDate: Day.nullable(),
  requestedShipDate: Day.nullable(),
  ...parties,
  ...header,
  charges: z.array(Charge),
  control: Control
};

export const OrderLine = z.strictObject(orderLine).meta({ id: 'OrderLine' });
/** A purchase order, whatever standard it came in (850, ORDERS). */
export const Order = z
  .strictObject({ kind: z.literal('order'), ...orderHeader, lines: z.array(OrderLine) })
  .meta({ id: 'Order' });

export const OrderChangeLine = z.strictObject({
  ...orderLine,
  action: Coded.nullable().describe('What is done to the line; null where the document does not say.'),
  quantityLeft: Decimal.nullable()
});
/** What a buyer changes in an order that was sent (860, ORDCHG). */
export const OrderChange = z
  .strictObject({
    kind: z.literal('orderChange'),
    ...orderHeader,
    changeNumber: z.string().nullable(),
    changeDate: Day.nullable(),
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
  decision: Decision.nullable(),
  quantity: Decimal.nullable(),
  unit: Coded.nullable(),
  date: Moment.nullable(),
  dateQualifier: Coded.nullable(),
  ...products,
  ...traced
});

export const OrderResponseLine = z
  .strictObject({
    ...orderLine,
    action: Coded.nullable(),
    answers: z.array(LineAnswer)
  })
  .meta({ id: 'OrderResponseLine' });
/** What a seller answers to an order or to a change of one (855, 865, ORDRSP). */
export const OrderResponse = z
  .strictObject({
    kind: z.literal('orderResponse'),
    ...orderHeader,
    responseNumber: z.string().nullable(),
    responseDate: Day.nullable(),
    changeNumber: z.string().nullable(),
    answer: Coded.nullable(),
    decision: Decision.nullable(),
    lines: z.array(OrderResponseLine)
  })
  .meta({ id: 'OrderResponse' });

const StatusLine = z.strictObject({
  ...orderLine,
  statuses: z.array(
    z.strictObject({
      status: Coded,
      quantity: Decimal.nullable(),
      unit: Coded.nullable(),
      date: Moment.nullable(),
      ...traced
    })
  )
});

/** How far the orders of a buyer are (870). */
export const OrderStatus = z
  .strictObject({
    kind: z.literal('orderStatus'),
    number: z.string(),
    date: Day.nullable(),
    purpose: Coded.nullable(),
    ...parties,
    ...header,
    orders: z.array(
      z.strictObject({ number: z.string().nullable(), date: Day.nullable(), lines: z.array(StatusLine), ...traced })
    )
  })
  .meta({ id: 'OrderStatus' });

export type Order = z.infer<typeof Order>;
export type OrderLine = z.infer<typeof OrderLine>;
export type OrderChange = z.infer<typeof OrderChange>;
export type OrderResponse = z.infer<typeof OrderResponse>;
export type Decision = z.infer<typeof Decision>;
