import { z } from 'zod';
import { Coded, Day, Decimal, header, Moment, parties, Reference, traced } from './common.ts';

/** accepted-with-errors: taken, with faults that are named. */
export const Judgement = z
  .enum(['accepted', 'accepted-with-errors', 'partly-accepted', 'rejected', 'received'])
  .meta({ id: 'Judgement' });

const AdviceError = z.strictObject({
  code: Coded.optional(),
  message: z.string().optional(),
  value: z.string().optional().describe('The data at fault.'),
  references: z.array(Reference).optional(),
  ...traced
});

/** What a partner's application says of a document it was sent (824, APERAK). */
export const ApplicationAdvice = z
  .strictObject({
    kind: z.literal('applicationAdvice'),
    number: z.string().optional(),
    purpose: Coded.optional(),
    date: Moment.optional(),
    ...parties,
    ...header,
    items: z.array(
      z.strictObject({
        disposition: Coded.optional(),
        judgement: Judgement.optional(),
        reference: Reference.optional().describe('What it is about: an invoice or order number, as a rule.'),
        documentType: z.string().optional(),
        groupControlNumber: z.string().optional(),
        setControlNumber: z.string().optional(),
        references: z.array(Reference).optional(),
        errors: z.array(AdviceError).optional(),
        ...traced
      })
    )
  })
  .meta({ id: 'ApplicationAdvice' });

const SyntaxFault = z
  .strictObject({
    code: Coded.optional(),
    segment: z.string().optional(),
    position: z.number().int().optional().describe('Position of the segment at fault in its transaction set.'),
    loop: z.string().optional(),
    element: z.number().int().optional(),
    component: z.number().int().optional(),
    value: z.string().optional(),
    ...traced
  })
  .meta({ id: 'SyntaxFault' });

const AcknowledgedSet = z
  .strictObject({
    type: z.string().optional(),
    controlNumber: z.string(),
    judgement: Judgement.optional(),
    code: Coded.optional(),
    errors: z.array(Coded).optional(),
    faults: z.array(SyntaxFault).optional(),
    ...traced
  })
  .meta({ id: 'AcknowledgedSet' });

/** What a translator says of the syntax of an interchange or group it was sent (TA1, 997, 999, CONTRL). */
export const Acknowledgement = z
  .strictObject({
    kind: z.literal('acknowledgement'),
    of: z.enum(['interchange', 'group']),
    controlNumber: z.string().describe('Control number of the interchange or group that it is about.'),
    functionalId: z.string().optional(),
    version: z.string().optional(),
    date: Moment.optional(),
    judgement: Judgement.optional(),
    code: Coded.optional(),
    errors: z.array(Coded).optional(),
    included: Decimal.optional(),
    received: Decimal.optional(),
    accepted: Decimal.optional(),
    flags: header.flags,
    sets: z.array(AcknowledgedSet)
  })
  .meta({ id: 'Acknowledgement' });

/** Words from person to person (864). */
export const TextMessage = z
  .strictObject({
    kind: z.literal('textMessage'),
    number: z.string().optional(),
    purpose: Coded.optional(),
    subject: z.string().optional(),
    date: Day.optional(),
    ...parties,
    ...header,
    messages: z.array(z.strictObject({ subject: z.string().optional(), text: z.string(), ...traced }))
  })
  .meta({ id: 'TextMessage' });

export type ApplicationAdvice = z.infer<typeof ApplicationAdvice>;
export type Acknowledgement = z.infer<typeof Acknowledgement>;
export type Judgement = z.infer<typeof Judgement>;
