import { packed, type PlaceId, type SetTree } from '../../edi/tree.ts';
import type { Product } from '../canonical/common.ts';
import { type JsonText, memberLiteral } from '../map/json-text.ts';
import { codedReader } from './values.ts';

/** Whose number of a product it is. */
export type ProductKind = 'buyerItem' | 'vendorItem' | 'gtin';

/** What a line's product is called. */
export interface Item {
  buyerItem?: string;
  vendorItem?: string;
  gtin?: string;
  otherItems?: Product[];
  description?: string;
}

/** The first number of a kind is the product's; others are kept beside. */
export function addProduct(
  item: Item,
  kind: ProductKind | undefined,
  qualifier: string,
  value: string,
  words: Readonly<Record<string, string>> | undefined
): void {
  if (kind && item[kind] === undefined) {
    item[kind] = value;
    return;
  }
  const coded = codedReader(words)(qualifier) ?? { code: qualifier };
  (item.otherItems ??= []).push({ qualifier: coded, value });
}

export function addDescription(item: Item, texts: string[], separator: string): void {
  const text = texts.filter((part) => part !== '').join(separator);
  if (text !== '') item.description = text;
}

export const ITEM_NAMES: readonly (keyof Item)[] = ['buyerItem', 'vendorItem', 'gtin', 'otherItems', 'description'];

/** The kinds by their qualifiers as numbers, see {@link packed}. */
export const productKinds = (kinds: Readonly<Record<string, ProductKind>>): ReadonlyMap<number, ProductKind> =>
  new Map(Object.entries(kinds).map(([qualifier, kind]) => [packed(qualifier), kind]));

const MEMBERS = {
  buyerItem: { bit: 1, literal: memberLiteral('buyerItem') },
  vendorItem: { bit: 2, literal: memberLiteral('vendorItem') },
  gtin: { bit: 4, literal: memberLiteral('gtin') }
} as const;

/** Writes the numbers of a product as members, as long as there is one of each kind: what most lines have. */
export class ProductMembers {
  readonly #tree: SetTree;
  readonly #out: JsonText;
  #seen = 0;

  constructor(tree: SetTree, out: JsonText) {
    this.#tree = tree;
    this.#out = out;
  }

  /** False where the number is none of those; an absent one is no number. */
  write(kind: ProductKind | undefined, segment: PlaceId, element: number, component: number): boolean {
    if (!this.#tree.locate(segment, element, component)) return true;
    if (kind === undefined) return false;
    const { bit, literal } = MEMBERS[kind];
    if ((this.#seen & bit) !== 0) return false;
    this.#seen |= bit;
    this.#out.literal(literal);
    this.#out.string(this.#tree.bytes, this.#tree.from, this.#tree.to);
    return true;
  }
}
