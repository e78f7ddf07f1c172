import { z } from 'zod';
import {
  Carrier,
  Coded,
  Dated,
  Day,
  Decimal,
  header,
  Measure,
  Moment,
  parties,
  Party,
  PostalAddress,
  products,
  Reference,
  traced
} from './common.ts';

const Package = z.strictObject({
  id: z.string().describe('Its number in the hierarchy of the document: HL01 or CPS 7164.'),
  parentId: z.string().optional(),
  level: Coded.optional().describe('HL03: tare, pack and so on; in EDIFACT the kind of packaging level.'),
  ssccs: z.array(z.string()).optional().describe('Serial shipping container codes.'),
  marks: z.array(z.string()).optional().describe('Other marks and numbers on it.'),
  packaging: Coded.optional(),
  count: Decimal.optional(),
  tracking: z.string().optional(),
  measures: z.array(Measure).optional(),
  ...traced
});

const ShippedLine = z.strictObject({
  number: z.string().optional(),
  orderNumber: z.string().optional(),
  orderLine: z.string().optional(),
  packageId: z.string().optional().describe('The innermost package that it lies in; null where it is in none.'),
  shippedQuantity: Decimal.optional(),
  orderedQuantity: Decimal.optional(),
  unit: Coded.optional(),
  status: Coded.optional(),
  batch: z.string().optional(),
  serials: z.array(z.string()).optional(),
  ...products,
  references: z.array(Reference).optional(),
  dates: z.array(Dated).optional(),
  ...traced
});

const ShippedOrder = z.strictObject({
  number: z.string().optional(),
  date: Day.optional(),
  release: z.string().optional(),
  ...traced
});

/** What was shipped: orders, packages and lines of a ship notice (856, DESADV), their hierarchy kept by ids. */
export const Shipment = z
  .strictObject({
    kind: z.literal('shipment'),
    number: z.string(),
    purpose: Coded.optional(),
    date: Moment.optional(),
    structure: Coded.optional(),
    shippedDate: Day.optional(),
    estimatedDelivery: Moment.optional(),
    billOfLading: z.string().optional(),
    proNumber: z.string().optional(),
    tracking: z.array(z.string()).optional(),
    carrier: Carrier.optional(),
    packageCount: Decimal.optional(),
    measures: z.array(Measure).optional(),
    ...parties,
    ...header,
    orders: z.array(ShippedOrder).optional(),
    packages: z.array(Package).optional(),
    lines: z.array(ShippedLine)
  })
  .meta({ id: 'Shipment' });

/** What arrived, and in which state (861, RECADV). */
export const Receipt = z
  .strictObject({
    kind: z.literal('receipt'),
    number: z.string(),
    type: Coded.optional(),
    date: Day.optional(),
    receivedDate: Day.optional(),
    shipmentNumber: z.string().optional(),
    billOfLading: z.string().optional(),
    orderNumber: z.string().optional(),
    ...parties,
    ...header,
    lines: z.array(
      z.strictObject({
        number: z.string(),
        orderNumber: z.string().optional(),
        orderLine: z.string().optional(),
        received: Decimal.optional(),
        accepted: Decimal.optional(),
        returned: Decimal.optional(),
        unit: Coded.optional(),
        conditions: z
          .array(z.strictObject({ condition: Coded, quantity: Decimal.optional(), unit: Coded.optional(), ...traced }))
          .optional(),
        ...products,
        references: z.array(Reference).optional(),
        ...traced
      })
    )
  })
  .meta({ id: 'Receipt' });

/** What a carrier says of a shipment on its way (214, IFTSTA). */
export const ShipmentStatus = z
  .strictObject({
    kind: z.literal('shipmentStatus'),
    number: z.string().optional(),
    date: Day.optional(),
    billOfLading: z.string().optional(),
    proNumber: z.string().optional(),
    scac: z.string().optional(),
    tracking: z.array(z.string()).optional(),
    orderNumbers: z.array(z.string()).optional(),
    ...parties,
    ...header,
    statuses: z.array(
      z.strictObject({
        status: Coded,
        reason: Coded.optional(),
        phase: z
          .enum(['booked', 'picked-up', 'in-transit', 'delayed', 'out-for-delivery', 'delivered', 'failed'])
          .optional()
          .describe('What the status means for whoever waits, where its code is one that we interpret.'),
        appointment: z.boolean().describe('It tells of a time agreed upon, not of something that happened.'),
        at: Moment.optional(),
        location: PostalAddress.optional(),
        equipment: z.string().optional(),
        consignment: z.string().optional(),
        ...traced
      })
    )
  })
  .meta({ id: 'ShipmentStatus' });

/** What is in stock (846). */
export const Inventory = z
  .strictObject({
    kind: z.literal('inventory'),
    number: z.string().optional(),
    type: Coded.optional(),
    date: Day.optional(),
    ...parties,
    ...header,
    lines: z.array(
      z.strictObject({
        number: z.string(),
        ...products,
        quantities: z
          .array(
            z.strictObject({
              kind: Coded,
              quantity: Decimal.optional(),
              unit: Coded.optional(),
              location: Party.optional(),
              ...traced
            })
          )
          .optional(),
        unitPrice: Decimal.optional(),
        dates: z.array(Dated).optional(),
        references: z.array(Reference).optional(),
        ...traced
      })
    )
  })
  .meta({ id: 'Inventory' });

export type Shipment = z.infer<typeof Shipment>;
export type Receipt = z.infer<typeof Receipt>;
export type ShipmentStatus = z.infer<typeof ShipmentStatus>;
