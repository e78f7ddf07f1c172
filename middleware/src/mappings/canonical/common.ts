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

/** A code as it was received, and what it means in words; null where we do not interpret the code. */
export const Coded = z.strictObject({ code: z.string(), text: z.string().nullable() }).meta({ id: 'Coded' });

const segmentPosition = z
  .number()
  .int()
  .describe('Position in the transaction set or message of the segment it was read from; ST or UNH is 1.');

/** Where in the document something was read. */
export const traced = { segmentPosition };

export const PostalAddress = z
  .strictObject({
    street: z.string().nullable(),
    city: z.string().nullable(),
    state: z.string().nullable(),
    postalCode: z.string().nullable(),
    country: z.string().nullable()
  })
  .meta({ id: 'PostalAddress' });

export const Contact = z
  .strictObject({
    role: Coded.nullable(),
    name: z.string().nullable(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    fax: z.string().nullable()
  })
  .meta({ id: 'Contact' });

export const Reference = z
  .strictObject({
    qualifier: Coded,
    value: z.string(),
    description: z.string().nullable(),
    ...traced
  })
  .meta({ id: 'Reference' });

export const Dated = z.strictObject({ qualifier: Coded, value: Moment, ...traced }).meta({ id: 'Dated' });

export const Party = z
  .strictObject({
    role: Coded,
    name: z.string().nullable(),
    qualifier: z.string().nullable().describe('Whose list the id is from: X12 element 66, EDIFACT 3055.'),
    id: z.string().nullable(),
    address: PostalAddress.nullable(),
    contacts: z.array(Contact),
    references: z.array(Reference),
    ...traced
  })
  .meta({ id: 'Party' });

/** The parties that pages name, and all others. */
export const parties = {
  buyer: Party.nullable(),
  seller: Party.nullable(),
  shipTo: Party.nullable(),
  billTo: Party.nullable(),
  otherParties: z.array(Party)
};

export const Product = z.strictObject({ qualifier: Coded, value: z.string() }).meta({ id: 'Product' });

/** How a line names its product. */
export const products = {
  buyerItem: z.string().nullable(),
  vendorItem: z.string().nullable(),
  gtin: z.string().nullable().describe('GTIN, EAN or UPC.'),
  otherItems: z.array(Product),
  description: z.string().nullable()
};

export const Charge = z
  .strictObject({
    kind: z.enum(['allowance', 'charge']).nullable(),
    reason: Coded.nullable(),
    amount: Decimal.nullable(),
    percent: Decimal.nullable(),
    description: z.string().nullable(),
    ...traced
  })
  .meta({ id: 'Charge' });

export const Tax = z
  .strictObject({
    type: Coded.nullable(),
    percent: Decimal.nullable(),
    amount: Decimal.nullable(),
    basis: Decimal.nullable(),
    ...traced
  })
  .meta({ id: 'Tax' });

export const Terms = z
  .strictObject({
    basis: Coded.nullable(),
    description: z.string().nullable(),
    discountPercent: Decimal.nullable(),
    discountDate: Day.nullable(),
    discountDays: z.string().nullable(),
    dueDate: Day.nullable(),
    netDays: z.string().nullable(),
    ...traced
  })
  .meta({ id: 'Terms' });

export const Note = z.strictObject({ subject: Coded.nullable(), text: z.string(), ...traced }).meta({ id: 'Note' });

export const Carrier = z
  .strictObject({
    scac: z.string().nullable(),
    name: z.string().nullable(),
    mode: Coded.nullable(),
    routing: z.string().nullable(),
    equipment: z.string().nullable(),
    ...traced
  })
  .meta({ id: 'Carrier' });

/** What every kind of document has. */
export const header = {
  references: z.array(Reference),
  dates: z.array(Dated),
  notes: z.array(Note),
  flags: z.array(z.string()).describe('Sentences about what is unusual in the document.')
};

/** What the document says it holds, to check it against what it does. */
export const Control = z
  .strictObject({ lineCount: Decimal.nullable(), quantityTotal: Decimal.nullable() })
  .meta({ id: 'Control' });

export const Measure = z
  .strictObject({ kind: Coded.nullable(), value: Decimal, unit: Coded.nullable(), ...traced })
  .meta({ id: 'Measure' });

export type Coded = z.infer<typeof Coded>;
export type Party = z.infer<typeof Party>;
export type Contact = z.infer<typeof Contact>;
export type PostalAddress = z.infer<typeof PostalAddress>;
export type Reference = z.infer<typeof Reference>;
export type Dated = z.infer<typeof Dated>;
export type Product = z.infer<typeof Product>;
export type Carrier = z.infer<typeof Carrier>;
