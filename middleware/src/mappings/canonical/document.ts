import { z } from 'zod';
import { Acknowledgement, ApplicationAdvice, TextMessage } from './advice.ts';
import { Dispute, Invoice, PaymentAdvice } from './invoice.ts';
import { Order, OrderChange, OrderResponse, OrderStatus } from './order.ts';
import { Inventory, Receipt, Shipment, ShipmentStatus } from './shipment.ts';

/**
 * What a document says, whatever standard and version it came in. Money and quantities are exact decimals as text;
 * dates are as precise as the document; codes are kept beside their words; whatever was read names its segment; what a document does not say is left out.
 */
export const CanonicalDocument = z.discriminatedUnion('kind', [
  Order,
  OrderChange,
  OrderResponse,
  OrderStatus,
  Invoice,
  PaymentAdvice,
  Dispute,
  Shipment,
  Receipt,
  ShipmentStatus,
  Inventory,
  ApplicationAdvice,
  Acknowledgement,
  TextMessage
]);

export type CanonicalDocument = z.infer<typeof CanonicalDocument>;

/** The published JSON Schema (draft 2020-12) of the canonical model. */
export function canonicalSchema(): object {
  return {
    title: 'Canonical documents of the Trading Grid Connector',
    $comment: 'Generated from middleware/src/mappings/canonical by `npm run schema`; edit there.',
    ...z.toJSONSchema(CanonicalDocument)
  };
}
