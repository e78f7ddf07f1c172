/** A code as it was received, and what it means in words; null where we do not interpret the code. */
export interface Coded {
  code: string;
  text: string | null;
}

export interface PostalAddress {
  street: string | null;
  city: string | null;
  state: string | null;
  postalCode: string | null;
  country: string | null;
}

export interface Party {
  name: string | null;
  qualifier: string | null;
  id: string | null;
  address: PostalAddress | null;
}

export interface Reference {
  code: string;
  value: string;
  text: string | null;
}

/** Quantities and money are exact decimals as text; dates are YYYY-MM-DD. */
export interface OrderLine {
  /** The partner's line number, or the position where there is none; unique within the order. */
  number: string;
  quantity: string | null;
  unit: string | null;
  unitPrice: string | null;
  amount: string | null;
  buyerItem: string | null;
  vendorItem: string | null;
  gtin: string | null;
  description: string | null;
  requestedDate: string | null;
  /** Position of its PO1 segment in the transaction set. */
  segmentPosition: number;
}

/** A purchase order, whatever standard it came in. */
export interface Order {
  number: string;
  purpose: Coded | null;
  type: Coded | null;
  release: string | null;
  date: string | null;
  currency: string | null;
  total: string | null;
  /** Where the total is from: the document's AMT segment, or our sum of the lines. */
  totalSource: 'AMT' | 'computed' | null;
  terms: string | null;
  requestedDeliveryDate: string | null;
  requestedShipDate: string | null;
  buyer: Party | null;
  seller: Party | null;
  shipTo: Party | null;
  billTo: Party | null;
  references: Reference[];
  /** Sentences about what is unusual in the order. */
  flags: string[];
  lines: OrderLine[];
}
