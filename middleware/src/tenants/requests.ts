import type { GridConfig, TenantConfig } from '../config/schema.ts';
import type { Crm } from '../crm/port.ts';
import { Catalogue } from '../documents/catalogue.ts';
import { Desk } from '../documents/desk.ts';
import { documentRequests } from '../documents/document-requests.ts';
import type { FileStore } from '../documents/file-store.ts';
import { Outbound } from '../outbound/outbound.ts';
import { OrderResponseAction } from '../sending/order-response.ts';
import { Sender } from '../sending/sender.ts';
import { gridActions, type gridInterfaces } from '../tradinggrid/actions.ts';
import { mailboxOf } from './connections.ts';
import type { Shared } from './shared.ts';
import type { TenantQueues } from './tenant-queues.ts';

export interface RequestParts {
  crm: Crm;
  files: FileStore;
  queues: TenantQueues;
  interfaces: ReturnType<typeof gridInterfaces>;
}

/** What does on the Trading Grid what the CRM asks for. */
export function outboundOf(config: TenantConfig, grid: GridConfig, shared: Shared, parts: RequestParts): Outbound {
  const { id: tenant, channels } = config;
  const { crm, files, queues, interfaces } = parts;
  const { journal, seal, leases, log, base, metrics } = shared;
  const desk = new Desk(journal, files, () => (work, trx) => queues.wake(work, trx));
  const actions = new Map([
    ...gridActions(interfaces, grid.waitSeconds),
    ...documentRequests(tenant, desk, new Catalogue(journal))
  ]);
  const sending = channels.find((channel) => channel.type !== 'push' && channel.sendFolder !== undefined);
  if (sending && sending.type !== 'push') {
    const sender = new Sender(mailboxOf(sending, base), files, tenant, (work, trx) => queues.wake(work, trx));
    const hasArrived = grid.lens && (async (name: string) => (await interfaces.lens.fileNamed(name)) !== undefined);
    actions.set('order-response', new OrderResponseAction({ journal, seal, tenant, sender, hasArrived }));
  }
  const onState = (kind: string, state: string) => metrics.requests.inc({ tenant, kind, state });
  return new Outbound({ journal, leases, crm, actions, log, onState }, tenant, (trx) => queues.wake('outbound', trx));
}
