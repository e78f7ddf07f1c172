import { distance } from '../formula/functions/math.ts';
import { FormulaLocation } from '../formula/values.ts';
import type { Store } from '../store/store.ts';
import { zoneOffset } from '../time/zone.ts';
import { datetimeText } from './literals.ts';

/** The functions that queries call and SQLite lacks. */
export function defineFunctions(store: Store): void {
  store.define('distance', (latitude, longitude, toLatitude, toLongitude, unit) => {
    if (typeof latitude !== 'number' || typeof longitude !== 'number') return null;
    const to = new FormulaLocation(Number(toLatitude), Number(toLongitude));
    return distance(new FormulaLocation(latitude, longitude), to, String(unit)) ?? null;
  });
  store.define('fold_case', (text) => (typeof text === 'string' ? text.toLowerCase() : text));
  /** A datetime as clocks in the zone show it. */
  store.define('local_time', (text, zone) => {
    if (typeof text !== 'string') return null;
    const instant = Date.parse(text.replace('+0000', 'Z'));
    return datetimeText(instant + zoneOffset(instant, String(zone)));
  });
}
