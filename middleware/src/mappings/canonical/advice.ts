import { z } from 'zod';
import { Coded, Day, Decimal, header, Moment, parties, Reference, traced } from './common.ts';

/** accepted-with-errors: taken, with faults that are named. */
export const Judgement = z
  .enum(['accepted', 'accepted-with-errors', 'partly-accepted', 'rejected', 'received'])
  .meta({ id: 'Judgement' });

const AdviceError = z.strictObject({
  code: Coded.nullable(),
  message: z.string().nullable(),
  value: z.string().nullable().describe('The data at fault.'),
  references: z.array(Reference),
  ...traced
});

/** What a partner's application says of a document it was sent (824, APERAK). */
export const ApplicationAdvice = z
  .strictObject({
    kind: z.literal('applicationAdvice'),
    number: z.string().nullable(),
    purpose: Coded.nullable(),
    date: Moment.nullable(),
    ...parties,
    ...header,
    items: z.array(
      z.strictObject({
        disposition: Coded.nullable(),
        judgement: Judgement.nullable(),
        reference: Reference.nullable().describe('What it is about: an invoice or order number, as a rule.'),
        documentType: z.string().nullable(),
        groupControlNumber: z.string().nullable(),
        setControlNumber: z.string().nullable(),
        references: z.array(Reference),
        errors: z.array(AdviceError),
        ...traced
      })
    )
  })
  .meta({ id: 'ApplicationAdvice' });

const SyntaxFault = z
  .strictObject({
    code: Coded.nullable(),
    segment: z.string().nullable(),
    position: z.number().int().nullable().describe('Position of the segment at fault in its transaction set.'),
    loop: z.string().nullable(),
    element: z.number().int().nullable(),
    component: z.number().int().nullable(),
    value: z.string().nullable(),
    ...traced
  })
  .meta({ id: 'SyntaxFault' });

const AcknowledgedSet = z
  .strictObject({
    type: z.string().nullable(),
    controlNumber: z.string(),
    judgement: Judgement.nullable(),
    code: Coded.nullable(),
    errors: z.array(Coded),
    faults: z.array(SyntaxFault),
    ...traced
  })
  .meta({ id: 'AcknowledgedSet' });

/** What a translator says of the syntax of an interchange or group it was sent (TA1, 997, 999, CONTRL). */
export const Acknowledgement = z
  .strictObject({
    kind: z.literal('acknowledgement'),
    of: z.enum(['interchange', 'group']),
    controlNumber: z.string().describe('Control number of the interchange or group that it is about.'),
    functionalId: z.string().nullable(),
    version: z.string().nullable(),
    date: Moment.nullable(),
    judgement: Judgement.nullable(),
    code: Coded.nullable(),
    errors: z.array(Coded),
    included: Decimal.nullable(),
    received: Decimal.nullable(),
    accepted: Decimal.nullable(),
    flags: header.flags,
    sets: z.array(AcknowledgedSet)
  })
  .meta({ id: 'Acknowledgement' });

/** Words from person to person (864). */
export const TextMessage = z
  .strictObject({
    kind: z.literal('textMessage'),
    number: z.string().nullable(),
    purpose: Coded.nullable(),
    subject: z.string().nullable(),
    date: Day.nullable(),
    ...parties,
    ...header,
    messages: z.array(z.strictObject({ subject: z.string().nullable(), text: z.string(), ...traced }))
  })
  .meta({ id: 'TextMessage' });

export type ApplicationAdvice = z.infer<typeof ApplicationAdvice>;
export type Acknowledgement = z.infer<typeof Acknowledgement>;
export type Judgement = z.infer<typeof Judgement>;
