import type { GridConfig } from '../config/schema.ts';
import type { Action } from '../outbound/action.ts';

/** What the CRM may ask of the Trading Grid, by kind of request. */
export function gridActions(_config: GridConfig, _base: string): ReadonlyMap<string, Action> {
  return new Map();
}
