import type { ObjectDescribe } from '../schema/schema.ts';

interface Seen {
  object: ObjectDescribe;
  id: string;
}

/** Salesforce remembers so many for each user. */
const KEPT = 200;

const ofOrgs = new WeakMap<object, Map<string, Seen[]>>();

function listOf(org: object, userId: string): Seen[] {
  const users = ofOrgs.get(org) ?? new Map<string, Seen[]>();
  ofOrgs.set(org, users);
  const seen = users.get(userId) ?? [];
  users.set(userId, seen);
  return seen;
}

/** A user looked at a record on a page, or by the UI API with `updateMru`. */
export function noteSeen(org: object, userId: string, object: ObjectDescribe, id: string): void {
  const seen = listOf(org, userId);
  const at = seen.findIndex((one) => one.id === id);
  if (at >= 0) seen.splice(at, 1);
  seen.unshift({ object, id });
  seen.length = Math.min(seen.length, KEPT);
}

/** What a user looked at, the last first; of one object, or of all. */
export function recentlySeen(org: object, userId: string, object?: ObjectDescribe): readonly Seen[] {
  return listOf(org, userId).filter((one) => object === undefined || one.object === object);
}
