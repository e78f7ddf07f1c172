import type { LocalOrg } from '../../platform/open-org.ts';
import type { Captured } from '../runtime/captured.ts';
import type { Transaction } from '../runtime/transaction.ts';

const kept = new WeakMap<LocalOrg, Captured[]>();
const MOST = 1000;

/** What Apex has sent in this org, oldest first. Nothing of it has left the machine. */
export function captured(org: LocalOrg): readonly Captured[] {
  return kept.get(org) ?? [];
}

/** Called after a commit: what a transaction that was undone wanted to send is never sent. Tests send nothing. */
export function commitOutgoing({ org, test, outgoing }: Transaction): void {
  const sent = outgoing.splice(0);
  if (test || sent.length === 0) {
    return;
  }
  const at = new Date(org.clock.now()).toISOString();
  kept.set(org, [...(kept.get(org) ?? []), ...sent.map((one) => ({ ...one, at }))].slice(-MOST));
}
