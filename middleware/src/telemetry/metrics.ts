import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { documentCounts } from '../documents/counts.ts';
import type { Journal } from '../db/schema.ts';
import { sql } from 'kysely';
import type { Alert } from './alerts.ts';

/**
 * What the service counts, for Prometheus. What stands in the journal is read from it when it is asked for, so that it
 * is right whichever process answers; what happens is counted by the process that does it.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly received = this.#counter('tgrid_files_received_total', 'Files taken from channels.', ['tenant', 'channel']);
  readonly translated = this.#counter('tgrid_documents_translated_total', 'Documents made of files.', ['tenant']);
  readonly published = this.#counter('tgrid_documents_published_total', 'Documents that the CRM took.', ['tenant']);
  readonly refused = this.#counter('tgrid_events_refused_total', 'Events that the CRM did not take.', [
    'tenant',
    'failure',
    'code'
  ]);
  readonly delay = new Histogram({
    name: 'tgrid_publish_delay_seconds',
    help: 'From the commit of the intake to the acknowledged publish.',
    labelNames: ['tenant'],
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600],
    registers: [this.registry]
  });
  readonly reconciled = this.#counter('tgrid_documents_reconciled_total', 'Documents looked up in the CRM.', [
    'tenant',
    'result'
  ]);
  readonly requests = this.#counter('tgrid_outbound_requests_total', 'Requests of the CRM to the grid.', [
    'tenant',
    'kind',
    'state'
  ]);

  /**
   * @param allowances events that each tenant's org still takes in this hour
   * @param alerts what is raised now
   */
  constructor(
    journal: Journal,
    allowances: () => Iterable<{ tenant: string; left: number; max: number }>,
    alerts: () => Promise<readonly Pick<Alert, 'tenant' | 'code' | 'subject'>[]>
  ) {
    this.#gauge(
      'tgrid_alert',
      'What a person should look at; the runbook has each code.',
      ['tenant', 'code', 'subject'],
      async (gauge) => {
        for (const { tenant, code, subject } of await alerts()) gauge.set({ tenant, code, subject }, 1);
      }
    );
    collectDefaultMetrics({ register: this.registry });
    this.#gauge('tgrid_documents', 'Documents by where they stand.', ['tenant', 'delivery'], async (gauge) => {
      for (const { tenant, delivery, count } of await documentCounts(journal)) gauge.set({ tenant, delivery }, count);
    });
    this.#gauge('tgrid_files_waiting', 'Files that wait for translation.', ['tenant'], async (gauge) => {
      const rows = await journal
        .selectFrom('received_file')
        .select(['tenant', sql<number>`count(*)::integer`.as('count')])
        .where('status', '=', 'received')
        .groupBy('tenant')
        .execute();
      for (const { tenant, count } of rows) gauge.set({ tenant }, count);
    });
    this.#gauge(
      'tgrid_oldest_queued_seconds',
      'Age of the oldest document to be published.',
      ['tenant'],
      async (gauge) => {
        const rows = await journal
          .selectFrom('document')
          .select(['tenant', sql<number>`extract(epoch from now() - min(received_at))::double precision`.as('seconds')])
          .where('delivery', '=', 'queued')
          .where('silent', '=', false)
          .groupBy('tenant')
          .execute();
        for (const { tenant, seconds } of rows) gauge.set({ tenant }, seconds);
      }
    );
    this.#gauge(
      'tgrid_last_received_seconds',
      'Since the last file of a channel.',
      ['tenant', 'channel'],
      async (gauge) => {
        const rows = await journal
          .selectFrom('receipt')
          .select(['tenant', 'mailbox'])
          .select(sql<number>`extract(epoch from now() - max(received_at))::double precision`.as('seconds'))
          .groupBy(['tenant', 'mailbox'])
          .execute();
        for (const { tenant, mailbox, seconds } of rows) gauge.set({ tenant, channel: mailbox }, seconds);
      }
    );
    this.#gauge('tgrid_undecodable_events', 'Events of the CRM that were set aside.', ['tenant'], async (gauge) => {
      const rows = await journal
        .selectFrom('undecodable_event')
        .select(['tenant', sql<number>`count(*)::integer`.as('count')])
        .groupBy('tenant')
        .execute();
      for (const { tenant, count } of rows) gauge.set({ tenant }, count);
    });
    this.#gauge('tgrid_allowance_left', 'Events that the org takes in this hour.', ['tenant'], (gauge) => {
      for (const { tenant, left } of allowances()) gauge.set({ tenant }, left);
    });
  }

  /** In Prometheus' text format. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  #counter<T extends string>(name: string, help: string, labelNames: T[]): Counter<T> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  #gauge<T extends string>(
    name: string,
    help: string,
    labelNames: T[],
    read: (gauge: Gauge<T>) => void | Promise<void>
  ): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      async collect() {
        // Labels that are gone must not stay with their last value.
        this.reset();
        await read(this);
      }
    });
  }
}
