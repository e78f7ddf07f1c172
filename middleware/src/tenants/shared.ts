import type { Crm } from '../crm/port.ts';
import type { Leases } from '../db/lease.ts';
import type { Journal } from '../db/schema.ts';
import type { Seal } from '../db/seal.ts';
import type { Queues } from '../jobs/queues.ts';
import type { Turns } from '../jobs/turns.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Pauses } from './pauses.ts';

/** What the tenants of a process share. */
export interface Shared {
  journal: Journal;
  seal: Seal;
  leases: Leases;
  queues: Queues;
  turns: Turns;
  pauses: Pauses;
  metrics: Metrics;
  log: Logger;
  /** Where relative paths of the configuration start. */
  base: string;
  spoolDirectory: string;
  parkSeconds: number;
  /** The lease of a killed worker holds its work up for so long. */
  leaseSeconds: number;
  /** Stands in for the configured CRM in tests. */
  crm?: Crm | undefined;
}
