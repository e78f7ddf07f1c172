import { z } from 'zod';
import {
  Carrier,
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
  Tax,
  Terms,
  traced
} from './common.ts';

const InvoiceLine = z
  .strictObject({
    number: z.string(),
    orderNumber: z.string().nullable(),
    orderLine: z.string().nullable(),
    quantity: Decimal.nullable(),
    unit: Coded.nullable(),
    unitPrice: Decimal.nullable(),
    pricePer: Decimal.nullable(),
    amount: Decimal.nullable(),
    ...products,
    references: z.array(Reference),
    dates: z.array(Dated),
    charges: z.array(Charge),
    taxes: z.array(Tax),
    ...traced
  })
  .meta({ id: 'InvoiceLine' });

/** An invoice, credit or debit note (810, INVOIC). */
export const Invoice = z
  .strictObject({
    kind: z.literal('invoice'),
    number: z.string(),
    type: Coded.nullable(),
    purpose: Coded.nullable(),
    date: Day.nullable(),
    dueDate: Day.nullable(),
    orderNumber: z.string().nullable(),
    orderDate: Day.nullable(),
    release: z.string().nullable(),
    shipmentNumber: z.string().nullable(),
    currency: z.string().nullable(),
    total: Decimal.nullable(),
    totalSource: z.enum(['stated', 'computed']).nullable(),
    lineTotal: Decimal.nullable(),
    taxTotal: Decimal.nullable(),
    terms: z.array(Terms),
    carrier: Carrier.nullable(),
    ...parties,
    ...header,
    charges: z.array(Charge),
    taxes: z.array(Tax),
    control: Control,
    lines: z.array(InvoiceLine)
  })
  .meta({ id: 'Invoice' });

const Adjustment = z.strictObject({ reason: Coded.nullable(), amount: Decimal.nullable(), ...traced });

const PaidItem = z.strictObject({
  number: z.string().nullable().describe('Number of what is paid, an invoice as a rule.'),
  type: Coded.nullable(),
  date: Moment.nullable(),
  orderNumber: z.string().nullable(),
  amountPaid: Decimal.nullable(),
  amountDue: Decimal.nullable(),
  discount: Decimal.nullable(),
  references: z.array(Reference),
  adjustments: z.array(Adjustment),
  ...traced
});

/** What a payment pays (820, REMADV). */
export const PaymentAdvice = z
  .strictObject({
    kind: z.literal('paymentAdvice'),
    number: z.string().nullable(),
    method: Coded.nullable(),
    purpose: Coded.nullable(),
    creditOrDebit: Coded.nullable(),
    amount: Decimal.nullable(),
    currency: z.string().nullable(),
    date: Day.nullable(),
    payer: z.string().nullable(),
    payee: z.string().nullable(),
    ...parties,
    ...header,
    items: z.array(PaidItem)
  })
  .meta({ id: 'PaymentAdvice' });

/** A claim against an invoice: credit or debit adjustment, commercial dispute (812, COMDIS). */
export const Dispute = z
  .strictObject({
    kind: z.literal('dispute'),
    number: z.string(),
    type: Coded.nullable(),
    date: Day.nullable(),
    invoiceNumber: z.string().nullable(),
    invoiceDate: Day.nullable(),
    orderNumber: z.string().nullable(),
    creditOrDebit: Coded.nullable(),
    amount: Decimal.nullable(),
    currency: z.string().nullable(),
    reason: Coded.nullable(),
    ...parties,
    ...header,
    lines: z.array(
      z.strictObject({
        number: z.string(),
        reason: Coded.nullable(),
        creditOrDebit: Coded.nullable(),
        quantity: Decimal.nullable(),
        unit: Coded.nullable(),
        unitPrice: Decimal.nullable(),
        amount: Decimal.nullable(),
        invoiceNumber: z.string().nullable(),
        ...products,
        references: z.array(Reference),
        ...traced
      })
    )
  })
  .meta({ id: 'Dispute' });

export type Invoice = z.infer<typeof Invoice>;
export type PaymentAdvice = z.infer<typeof PaymentAdvice>;
export type Dispute = z.infer<typeof Dispute>;
