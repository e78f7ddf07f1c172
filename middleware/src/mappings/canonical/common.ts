import { z } from 'zod';

/** An exact decimal as text, as the document wrote it or as an exact sum of what it wrote: never a floating number. */
export const Decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .describe('An exact decimal number as text.')
  .meta({ id: 'Decimal' });

/** A day. */
export const Day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/)
  .describe('A day, YYYY-MM-DD.')
  .meta({ id: 'Day' });

/**
 * A point or span of time in ISO 8601, as precise as the document gave it and no more: a year, month, week, day, minute
 * or second, with an offset only where the document told one; a span is written START/END.
 */
export const Moment = z
  .string()
  .describe('ISO 8601, as precise as the document: 2026-01, 2026-W03, 2026-01-05, 2026-01-05T09:30-05:00, START/END.')
  .meta({ id: 'Moment' });

/** A code as it was received, and what it means in words; left out where we do not interpret the code. */
export const Coded = z.strictObject({ code: z.string(), text: z.string().optional() }).meta({ id: 'Coded' });

const segmentPosition = z
  .number()
  .int()
  .describe('Position in the transaction set or message of the segment it was read from; ST or UNH is 1.');

/** Where in the document something was read. */
export const traced = { segmentPosition };

export const PostalAddress = z
  .strictObject({
    street: z.string().optional(),
    city: z.string().optional(),
    state: z.string().optional(),
    postalCode: z.string().optional(),
    country: z.string().optional()
  })
  .meta({ id: 'PostalAddress' });

export const Contact = z
  .strictObject({
    role: Coded.optional(),
    name: z.string().optional(),
    phone: z.string().optional(),
    email: z.string().optional(),
    fax: z.string().optional()
  })
  .meta({ id: 'Contact' });

export const Reference = z
  .strictObject({
    qualifier: Coded,
    value: z.string(),
    description: z.string().optional(),
    ...traced
  })
  .meta({ id: 'Reference' });

export const Dated = z.strictObject({ qualifier: Coded, value: Moment, ...traced }).meta({ id: 'Dated' });

export const Party = z
  .strictObject({
    role: Coded,
    name: z.string().optional(),
    qualifier: z.string().optional().describe('Whose list the id is from: X12 element 66, EDIFACT 3055.'),
    id: z.string().optional(),
    address: PostalAddress.optional(),
    contacts: z.array(Contact).optional(),
    references: z.array(Reference).optional(),
    ...traced
  })
  .meta({ id: 'Party' });

/** The parties that pages name, and all others. */
export const parties = {
  buyer: Party.optional(),
  seller: Party.optional(),
  shipTo: Party.optional(),
  billTo: Party.optional(),
  otherParties: z.array(Party).optional()
};

export const Product = z.strictObject({ qualifier: Coded, value: z.string() }).meta({ id: 'Product' });

/** How a line names its product. */
export const products = {
  buyerItem: z.string().optional(),
  vendorItem: z.string().optional(),
  gtin: z.string().optional().describe('GTIN, EAN or UPC.'),
  otherItems: z.array(Product).optional(),
  description: z.string().optional()
};

export const Charge = z
  .strictObject({
    kind: z.enum(['allowance', 'charge']).optional(),
    reason: Coded.optional(),
    amount: Decimal.optional(),
    percent: Decimal.optional(),
    description: z.string().optional(),
    ...traced
  })
  .meta({ id: 'Charge' });

export const Tax = z
  .strictObject({
    type: Coded.optional(),
    percent: Decimal.optional(),
    amount: Decimal.optional(),
    basis: Decimal.optional(),
    ...traced
  })
  .meta({ id: 'Tax' });

export const Terms = z
  .strictObject({
    basis: Coded.optional(),
    description: z.string().optional(),
    discountPercent: Decimal.optional(),
    discountDate: Day.optional(),
    discountDays: z.string().optional(),
    dueDate: Day.optional(),
    netDays: z.string().optional(),
    ...traced
  })
  .meta({ id: 'Terms' });

export const Note = z.strictObject({ subject: Coded.optional(), text: z.string(), ...traced }).meta({ id: 'Note' });

export const Carrier = z
  .strictObject({
    scac: z.string().optional(),
    name: z.string().optional(),
    mode: Coded.optional(),
    routing: z.string().optional(),
    equipment: z.string().optional(),
    ...traced
  })
  .meta({ id: 'Carrier' });

/** What every kind of document has. */
export const header = {
  references: z.array(Reference).optional(),
  dates: z.array(Dated).optional(),
  notes: z.array(Note).optional(),
  flags: z.array(z.string()).optional().describe('Sentences about what is unusual in the document.')
};

/** What the document says it holds, to check it against what it does. */
export const Control = z
  .strictObject({ lineCount: Decimal.optional(), quantityTotal: Decimal.optional() })
  .meta({ id: 'Control' });

export const Measure = z
  .strictObject({ kind: Coded.optional(), value: Decimal, unit: Coded.optional(), ...traced })
  .meta({ id: 'Measure' });

export type Coded = z.infer<typeof Coded>;
export type Party = z.infer<typeof Party>;
export type Contact = z.infer<typeof Contact>;
export type PostalAddress = z.infer<typeof PostalAddress>;
export type Reference = z.infer<typeof Reference>;
export type Dated = z.infer<typeof Dated>;
export type Product = z.infer<typeof Product>;
export type Carrier = z.infer<typeof Carrier>;
