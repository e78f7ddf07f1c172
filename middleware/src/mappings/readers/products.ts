import type { PlaceId } from '../../edi/tree.ts';
import type { Product } from '../canonical/common.ts';
import { CodeTable } from '../map/code-table.ts';
import { type Literal, literalOf } from '../map/json-text.ts';
import type { Span } from '../map/plan.ts';
import type { PlanBuilder } from '../map/plan-builder.ts';
import type { MappingRun } from '../map/run.ts';
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

/** How a kind is written; its bit tells which ones a product has already. */
export interface ProductMember {
  bit: number;
  literal: Literal;
}

const MEMBERS: Readonly<Record<ProductKind, ProductMember>> = {
  buyerItem: { bit: 1, literal: literalOf(',"buyerItem":"') },
  vendorItem: { bit: 2, literal: literalOf(',"vendorItem":"') },
  gtin: { bit: 4, literal: literalOf(',"gtin":"') }
};

/** How numbers are written by their qualifiers. */
export const productMembers = (kinds: Readonly<Record<string, ProductKind>>): CodeTable<ProductMember> =>
  new CodeTable(Object.entries(kinds).map(([qualifier, kind]) => [qualifier, MEMBERS[kind]]));

/**
 * Plans what {@link writeProduct} would write: false where the item has to be read as a whole.
 * @param members takes the members that are to be written, and where their values stand
 */
export function planProduct(
  builder: PlanBuilder,
  table: CodeTable<ProductMember>,
  {
    segment,
    value,
    qualifier
  }: { segment: PlaceId; value: readonly [number, number]; qualifier: readonly [number, number] },
  members: Map<ProductMember, Span>
): boolean {
  const code = builder.guard(segment, ...qualifier);
  const span = builder.spanOf(segment, ...value);
  if (code === null) return false;
  if (!span || !builder.run.tree.locate(segment, ...value)) return builder.guard(segment, ...value) !== null;
  const member = table.get(code);
  if (!member || members.has(member)) return false;
  members.set(member, span);
  return true;
}

/** Adds the steps of what {@link planProduct} found. */
export function addProducts(builder: PlanBuilder, members: ReadonlyMap<ProductMember, Span>): void {
  for (const [{ literal }, span] of members) builder.copy(span, literal);
}

/**
 * Writes the number at an element as a member, if it is the first one of a kind that has one, as nearly all are.
 * @param seen bits of the kinds that the product has already
 * @returns those with its own; -1 where it is another number, and the product has to be read as a whole
 */
export function writeProduct(
  { tree, out }: MappingRun,
  member: ProductMember | undefined,
  seen: number,
  segment: PlaceId,
  element: number,
  component: number
): number {
  if (!tree.locate(segment, element, component)) return seen;
  if (member === undefined || (seen & member.bit) !== 0) return -1;
  out.string(member.literal, tree.bytes, tree.from, tree.to);
  return seen | member.bit;
}
