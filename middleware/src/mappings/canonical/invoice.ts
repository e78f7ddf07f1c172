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
    orderNumber: z.string().optional(),
    orderLine: z.string().optional(),
    quantity: Decimal.optional(),
    unit: Coded.optional(),
    unitPrice: Decimal.optional(),
    pricePer: Decimal.optional(),
    amount: Decimal.optional(),
    ...products,
    references: z.array(Reference).optional(),
    dates: z.array(Dated).optional(),
    charges: z.array(Charge).optional(),
    taxes: z.array(Tax).optional(),
    ...traced
  })
  .meta({ id: 'InvoiceLine' });

/** An invoice, credit or debit note (810, INVOIC). */
export const Invoice = z
  .strictObject({
    kind: z.literal('invoice'),
    number: z.string(),
    type: Coded.optional(),
    purpose: Coded.optional(),
    date: Day.optional(),
    dueDate: Day.optional(),
    orderNumber: z.string().optional(),
    orderDate: Day.optional(),
    release: z.string().optional(),
    shipmentNumber: z.string().optional(),
    currency: z.string().optional(),
    total: Decimal.optional(),
    totalSource: z.enum(['stated', 'computed']).optional(),
    lineTotal: Decimal.optional(),
    taxTotal: Decimal.optional(),
    terms: z.array(Terms).optional(),
    carrier: Carrier.optional(),
    ...parties,
    ...header,
    charges: z.array(Charge).optional(),
    taxes: z.array(Tax).optional(),
    control: Control.optional(),
    lines: z.array(InvoiceLine)
  })
  .meta({ id: 'Invoice' });

const Adjustment = z.strictObject({ reason: Coded.optional(), amount: Decimal.optional(), ...traced });

const PaidItem = z.strictObject({
  number: z.string().optional().describe('Number of what is paid, an invoice as a rule.'),
  type: Coded.optional(),
  date: Moment.optional(),
  orderNumber: z.string().optional(),
  amountPaid: Decimal.optional(),
  amountDue: Decimal.optional(),
  discount: Decimal.optional(),
  references: z.array(Reference).optional(),
  adjustments: z.array(Adjustment).optional(),
  ...traced
});

/** What a payment pays (820, REMADV). */
export const PaymentAdvice = z
  .strictObject({
    kind: z.literal('paymentAdvice'),
    number: z.string().optional(),
    method: Coded.optional(),
    purpose: Coded.optional(),
    creditOrDebit: Coded.optional(),
    amount: Decimal.optional(),
    currency: z.string().optional(),
    date: Day.optional(),
    payer: z.string().optional(),
    payee: z.string().optional(),
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
    type: Coded.optional(),
    date: Day.optional(),
    invoiceNumber: z.string().optional(),
    invoiceDate: Day.optional(),
    orderNumber: z.string().optional(),
    creditOrDebit: Coded.optional(),
    amount: Decimal.optional(),
    currency: z.string().optional(),
    reason: Coded.optional(),
    ...parties,
    ...header,
    lines: z.array(
      z.strictObject({
        number: z.string(),
        reason: Coded.optional(),
        creditOrDebit: Coded.optional(),
        quantity: Decimal.optional(),
        unit: Coded.optional(),
        unitPrice: Decimal.optional(),
        amount: Decimal.optional(),
        invoiceNumber: z.string().optional(),
        ...products,
        references: z.array(Reference).optional(),
        ...traced
      })
    )
  })
  .meta({ id: 'Dispute' });

export type Invoice = z.infer<typeof Invoice>;
export type PaymentAdvice = z.infer<typeof PaymentAdvice>;
export type Dispute = z.infer<typeof Dispute>;
