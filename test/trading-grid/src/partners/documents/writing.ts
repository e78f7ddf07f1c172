import type { Outcome } from '../../state/model.ts';
import type { Business } from '../business.ts';

/** What a writer needs besides the business itself. */
export interface Writing {
  /** When it is written. */
  at: Date;
  /** The document's own number. */
  reference: string;
  outcome: Outcome;
  /** Names of the two sides. */
  sender: string;
  receiver: string;
}

export type Writer = (business: Business, writing: Writing) => (string | number)[][];

export const money = (value: number) => value.toFixed(2);
/** A quantity or a unit price, without zeros that say nothing. */
export const plain = (value: number) => String(Number(value.toFixed(4)));
export const days = (at: Date, count: number) => new Date(at.getTime() + count * 86_400_000);
/** What is left when something is missing: nine tenths, at least one less. */
export const short = (quantity: number) => Math.max(0, Math.min(quantity - 1, Math.floor(quantity * 0.9)));
