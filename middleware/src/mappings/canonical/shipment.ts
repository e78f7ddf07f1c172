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
  parentId: z.string().nullable(),
  level: Coded.nullable().describe('HL03: tare, pack and so on; in EDIFACT the kind of packaging level.'),
  ssccs: z.array(z.string()).describe('Serial shipping container codes.'),
  marks: z.array(z.string()).describe('Other marks and numbers on it.'),
  packaging: Coded.nullable(),
  count: Decimal.nullable(),
  tracking: z.string().nullable(),
  measures: z.array(Measure),
  ...traced
});

const ShippedLine = z.strictObject({
  number: z.string().nullable(),
  orderNumber: z.string().nullable(),
  orderLine: z.string().nullable(),
  packageId: z.string().nullable().describe('The innermost package that it lies in; null where it is in none.'),
  shippedQuantity: Decimal.nullable(),
  orderedQuantity: Decimal.nullable(),
  unit: Coded.nullable(),
  status: Coded.nullable(),
  batch: z.string().nullable(),
  serials: z.array(z.string()),
  ...products,
  references: z.array(Reference),
  dates: z.array(Dated),
  ...traced
});

const ShippedOrder = z.strictObject({
  number: z.string().nullable(),
  date: Day.nullable(),
  release: z.string().nullable(),
  ...traced
});

/** What was shipped: orders, packages and lines of a ship notice (856, DESADV), their hierarchy kept by ids. */
export const Shipment = z
  .strictObject({
    kind: z.literal('shipment'),
    number: z.string(),
    purpose: Coded.nullable(),
    date: Moment.nullable(),
    structure: Coded.nullable(),
    shippedDate: Day.nullable(),
    estimatedDelivery: Moment.nullable(),
    billOfLading: z.string().nullable(),
    proNumber: z.string().nullable(),
    tracking: z.array(z.string()),
    carrier: Carrier.nullable(),
    packageCount: Decimal.nullable(),
    measures: z.array(Measure),
    ...parties,
    ...header,
    orders: z.array(ShippedOrder),
    packages: z.array(Package),
    lines: z.array(ShippedLine)
  })
  .meta({ id: 'Shipment' });

/** What arrived, and in which state (861, RECADV). */
export const Receipt = z
  .strictObject({
    kind: z.literal('receipt'),
    number: z.string(),
    type: Coded.nullable(),
    date: Day.nullable(),
    receivedDate: Day.nullable(),
    shipmentNumber: z.string().nullable(),
    billOfLading: z.string().nullable(),
    orderNumber: z.string().nullable(),
    ...parties,
    ...header,
    lines: z.array(
      z.strictObject({
        number: z.string(),
        orderNumber: z.string().nullable(),
        orderLine: z.string().nullable(),
        received: Decimal.nullable(),
        accepted: Decimal.nullable(),
        returned: Decimal.nullable(),
        unit: Coded.nullable(),
        conditions: z.array(
          z.strictObject({ condition: Coded, quantity: Decimal.nullable(), unit: Coded.nullable(), ...traced })
        ),
        ...products,
        references: z.array(Reference),
        ...traced
      })
    )
  })
  .meta({ id: 'Receipt' });

/** What a carrier says of a shipment on its way (214, IFTSTA). */
export const ShipmentStatus = z
  .strictObject({
    kind: z.literal('shipmentStatus'),
    number: z.string().nullable(),
    date: Day.nullable(),
    billOfLading: z.string().nullable(),
    proNumber: z.string().nullable(),
    scac: z.string().nullable(),
    tracking: z.array(z.string()),
    orderNumbers: z.array(z.string()),
    ...parties,
    ...header,
    statuses: z.array(
      z.strictObject({
        status: Coded,
        reason: Coded.nullable(),
        phase: z
          .enum(['booked', 'picked-up', 'in-transit', 'delayed', 'out-for-delivery', 'delivered', 'failed'])
          .nullable()
          .describe('What the status means for whoever waits, where its code is one that we interpret.'),
        appointment: z.boolean().describe('It tells of a time agreed upon, not of something that happened.'),
        at: Moment.nullable(),
        location: PostalAddress.nullable(),
        equipment: z.string().nullable(),
        consignment: z.string().nullable(),
        ...traced
      })
    )
  })
  .meta({ id: 'ShipmentStatus' });

/** What is in stock (846). */
export const Inventory = z
  .strictObject({
    kind: z.literal('inventory'),
    number: z.string().nullable(),
    type: Coded.nullable(),
    date: Day.nullable(),
    ...parties,
    ...header,
    lines: z.array(
      z.strictObject({
        number: z.string(),
        ...products,
        quantities: z.array(
          z.strictObject({
            kind: Coded,
            quantity: Decimal.nullable(),
            unit: Coded.nullable(),
            location: Party.nullable(),
            ...traced
          })
        ),
        unitPrice: Decimal.nullable(),
        dates: z.array(Dated),
        references: z.array(Reference),
        ...traced
      })
    )
  })
  .meta({ id: 'Inventory' });

export type Shipment = z.infer<typeof Shipment>;
export type Receipt = z.infer<typeof Receipt>;
export type ShipmentStatus = z.infer<typeof ShipmentStatus>;
