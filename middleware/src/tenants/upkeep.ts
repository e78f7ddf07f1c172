import type { LensConfig, TenantConfig } from '../config/schema.ts';
import type { Crm } from '../crm/port.ts';
import { type LensSearch, LensWatch } from '../documents/lens-watch.ts';
import { Reconciliation } from '../documents/reconciliation.ts';
import { purge } from '../documents/retention.ts';
import { Periodic } from '../jobs/periodic.ts';
import type { Shared } from './shared.ts';
import type { TenantQueues } from './tenant-queues.ts';

const RETENTION_SECONDS = 3600;

/** Looks up in the CRM what was published. @param republish makes sure that the publisher looks */
export function reconciliationOf(
  { id, salesforce: org }: TenantConfig,
  { journal, leases, log, metrics }: Shared,
  crm: Crm,
  republish: () => Promise<void>
): Periodic {
  const { afterSeconds, everySeconds, apiShare } = org.reconciliation;
  const reconciliation = new Reconciliation(journal, crm, { tenant: id, afterSeconds, apiShare });
  const work = async () => {
    const { trouble, ...counts } = await reconciliation.run();
    if (counts.again > 0) await republish();
    for (const [result, count] of Object.entries(counts)) metrics.reconciled.inc({ tenant: id, result }, count);
    if (counts.arrived + counts.again > 0) log.info({ tenant: id, ...counts }, 'documents looked up in the org');
    return trouble;
  };
  return new Periodic(leases, { name: `reconcile:${id}`, everySeconds, work }, log);
}

/** Follows in Lens what becomes of documents. */
export function lensWatchOf(
  { id: tenant, identifiers: own }: TenantConfig,
  { journal, seal, leases, log }: Shared,
  lens: LensSearch,
  { pollSeconds, overlapSeconds, settleSeconds }: LensConfig,
  queues: TenantQueues
): Periodic {
  const options = { tenant, own, overlapSeconds, settleSeconds };
  const watch = new LensWatch(journal, seal, lens, options, (trx) => queues.wake('publish', trx));
  const work = async () => {
    const counts = await watch.run();
    if (counts.told > 0) queues.nudge('publish');
    if (counts.changed > 0) log.info({ tenant, ...counts }, 'statuses read from Lens');
    return null;
  };
  // One poller for each credential: of two, each would move the other's windows.
  return new Periodic(leases, { name: `lens:${tenant}`, everySeconds: pollSeconds, work }, log);
}

/** Removes what is older than it is to be kept. */
export function retentionOf(config: TenantConfig, { journal, leases, log }: Shared): Periodic {
  const { id: tenant, retention, duplicates, channels } = config;
  const readOnly = channels.flatMap((channel) =>
    channel.type !== 'push' && channel.mode === 'keep' ? [channel.name] : []
  );
  const rules = { tenant, ...retention, lookBackDays: duplicates.lookBackDays, readOnly };
  const work = async () => {
    const purged = await purge(journal, rules);
    if (Object.values(purged).some((count) => count > 0)) log.info({ tenant, ...purged }, 'old contents removed');
    return null;
  };
  return new Periodic(leases, { name: `retention:${tenant}`, everySeconds: RETENTION_SECONDS, work }, log);
}
