import { readRelationships } from '../config/partners.ts';
import type { TenantConfig } from '../config/schema.ts';
import type { Crm } from '../crm/port.ts';
import type { JournalTransaction } from '../db/schema.ts';
import type { FileStore } from '../documents/file-store.ts';
import { Outbox } from '../documents/outbox.ts';
import { Translation } from '../documents/translation.ts';
import type { Allowance } from '../jobs/allowance.ts';
import { Publisher } from '../jobs/publisher.ts';
import { Translator } from '../jobs/translator.ts';
import type { Shared } from './shared.ts';
import type { TenantQueues } from './tenant-queues.ts';

/** @throws ConfigError: guides or maps of a partner cannot be read */
export function translatorOf(config: TenantConfig, shared: Shared, files: FileStore, queues: TenantQueues): Translator {
  const { id, identifiers: own, duplicates } = config;
  const { journal, seal, leases, turns, log, base, metrics } = shared;
  const relationships = readRelationships(config.partners, base);
  const translation = new Translation(journal, files, seal, { own, relationships, duplicates });
  const onReady = (documents: number) => {
    metrics.translated.inc({ tenant: id }, documents);
    queues.nudge('publish');
  };
  const wake = (trx: JournalTransaction) => queues.wake('publish', trx);
  return new Translator({ journal, files, translation, leases, turns, wake, onReady, log }, id);
}

export function publisherOf(config: TenantConfig, shared: Shared, crm: Crm, allowance: Allowance): Publisher {
  const { id: tenant } = config;
  const { journal, seal, leases, log, parkSeconds } = shared;
  const { published, refused, delay } = shared.metrics;
  return new Publisher(new Outbox(journal, seal, parkSeconds), leases, crm, tenant, log, allowance, {
    published: (documents) => {
      published.inc({ tenant }, documents.length);
      for (const { received_at, silent } of documents)
        if (!silent) delay.observe({ tenant }, (Date.now() - received_at.getTime()) / 1000);
    },
    refused: ({ failure, code }) => refused.inc({ tenant, failure, code })
  });
}
