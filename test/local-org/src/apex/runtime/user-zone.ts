import { parseSoql } from '../../soql/parse.ts';
import { zoneOffset } from '../../time/zone.ts';
import { currentOrNull, type Transaction } from './transaction.ts';
import { ApexDatetime } from './values/dates.ts';

const ZONE = parseSoql('SELECT TimeZoneSidKey FROM User WHERE Id = :id');
const known = new WeakMap<Transaction, Map<string, string>>();

/** IANA name of the time zone of whoever the running code runs as; GMT outside of transactions. */
export function userZone(): string {
  const transaction = currentOrNull();
  if (transaction === null) {
    return 'GMT';
  }
  const zones = known.get(transaction) ?? new Map<string, string>();
  known.set(transaction, zones);
  const { org, userId } = transaction;
  const zone = zones.get(userId) ?? readZone(org, userId);
  zones.set(userId, zone);
  return zone;
}

function readZone(org: Transaction['org'], userId: string): string {
  const { rows } = org.query(ZONE, [userId], { userId, mode: 'system', sharing: false });
  return String(rows[0]?.fields.get('TimeZoneSidKey') ?? 'GMT');
}

/** What the user's clock shows at an instant, as if it were UTC. */
export function localTime(instant: ApexDatetime): ApexDatetime {
  return new ApexDatetime(instant.time + zoneOffset(instant.time, userZone()));
}

/** The instant at which the user's clock shows a time, which is given as if it were UTC. */
export function fromLocalTime(wall: number): ApexDatetime {
  const zone = userZone();
  // The offset at the guess may be that of the other side of a clock change; the second guess settles it.
  const guess = wall - zoneOffset(wall, zone);
  return new ApexDatetime(wall - zoneOffset(guess, zone));
}
