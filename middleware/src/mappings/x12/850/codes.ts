import type { Coded } from '../../canonical.ts';

/** BEG01: what the document does to the order. Only the codes that we act on or show are put into words. */
const PURPOSES: Record<string, string> = {
  '00': 'Original',
  '01': 'Cancellation',
  '04': 'Change',
  '05': 'Replacement',
  '06': 'Confirmation',
  '07': 'Duplicate'
};

/** BEG02: the kind of purchase order. */
const TYPES: Record<string, string> = {
  BK: 'Blanket order',
  CF: 'Confirmation',
  DS: 'Drop shipment',
  KN: 'Purchase order',
  NE: 'New order',
  RL: 'Release',
  RO: 'Rush order',
  SA: 'Stand-alone order'
};

/** PO105: prices that stand for more than one unit, as the power of ten they are divided by. */
const PRICE_PER: Record<string, number> = { PN: 1, HP: 2, TP: 3 };

const coded = (words: Record<string, string>, code: string): Coded | null =>
  code === '' ? null : { code, text: words[code] ?? null };

export const purposeOf = (code: string) => coded(PURPOSES, code);
export const typeOf = (code: string) => coded(TYPES, code);
export const pricePower = (code: string) => PRICE_PER[code] ?? 0;

/** PO106 and after: whose product number a qualifier announces. */
export const PRODUCT_IDS: Record<string, 'buyerItem' | 'vendorItem' | 'gtin'> = {
  BP: 'buyerItem',
  CB: 'buyerItem',
  IN: 'buyerItem',
  VC: 'vendorItem',
  VN: 'vendorItem',
  VP: 'vendorItem',
  EN: 'gtin',
  UA: 'gtin',
  UI: 'gtin',
  UK: 'gtin',
  UP: 'gtin'
};

/** N101: the parties that an order's page names. */
export const PARTIES: Record<string, 'buyer' | 'seller' | 'shipTo' | 'billTo'> = {
  BY: 'buyer',
  SE: 'seller',
  VN: 'seller',
  ST: 'shipTo',
  BT: 'billTo'
};

/** DTM01: the dates that an order's page names. */
export const DATES: Record<string, 'requestedDeliveryDate' | 'requestedShipDate'> = {
  '002': 'requestedDeliveryDate',
  '010': 'requestedShipDate'
};

/** AMT01: amounts that are the order's total, the better one first. */
export const TOTALS = ['TT', '1'];
