import { z } from 'zod';
import type { Arrival, ArrivalLedger, CrmLimits, IngestState } from '../port.ts';
import type { RestClient } from './rest.ts';

/** Rows of one query. */
const PAGE = 2000;

const limit = z.object({ Max: z.number(), Remaining: z.number() });
const limitsAnswer = z.looseObject({ HourlyPublishedPlatformEvents: limit, DailyApiRequests: limit });

const row = z.record(z.string(), z.unknown());
type Row = z.infer<typeof row>;

const subscriber = z.object({
  Status: z.string(),
  Position: z.number().nullable(),
  Tip: z.number().nullable(),
  LastError: z.string().nullable()
});

/** What an org says of the documents that were published to it, read over REST. */
export class Ledger implements ArrivalLedger {
  readonly #rest: RestClient;
  readonly #prefix: string;

  /** @param prefix '' or the namespace with its underscores */
  constructor(rest: RestClient, prefix: string) {
    this.#rest = rest;
    this.#prefix = prefix;
  }

  /** @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_limits.htm */
  async limits(): Promise<CrmLimits> {
    const { HourlyPublishedPlatformEvents: events, DailyApiRequests: calls } = await this.#rest.call(
      limitsAnswer,
      'limits'
    );
    return {
      events: { max: events.Max, remaining: events.Remaining },
      calls: { max: calls.Max, remaining: calls.Remaining }
    };
  }

  async arrivals(from: number, to: number): Promise<{ arrivals: Arrival[]; calls: number }> {
    const before = this.#rest.calls;
    const stored = await this.#documents(from, to);
    const failed = await this.#failures(from, to);
    // A page that is full tells nothing beyond its last row; neither must then the other object's rows.
    const end = Math.min(endOf(stored), endOf(failed));
    const arrivals = [...failed, ...stored]
      .filter(({ sequence }) => sequence <= end)
      .sort((one, other) => one.sequence - other.sequence);
    return { arrivals, calls: this.#rest.calls - before };
  }

  /** @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_eventbussubscriber.htm */
  async ingestState(): Promise<IngestState> {
    const soql = `SELECT Status, Position, Tip, LastError FROM EventBusSubscriber WHERE Topic = '${this.#prefix}Document_Event__e' AND Type = 'ApexTrigger'`;
    const subscribers = await this.#rest.query(subscriber, soql);
    if (subscribers.length === 0) return { state: 'unknown', caughtUp: false, error: null };
    const stopped = subscribers.find(({ Status }) => Status !== 'Running');
    const caughtUp = subscribers.every(({ Position, Tip }) => Position !== null && Tip !== null && Position >= Tip);
    return { state: stopped ? 'stopped' : 'running', caughtUp, error: stopped?.LastError ?? null };
  }

  async #documents(from: number, to: number): Promise<Arrival[]> {
    const correlation = this.#name('Correlation_Id__c');
    const rows = await this.#rows('Trading_Document__c', [correlation], from, to);
    return rows.map((row) => ({ ...this.#keyOf(row), correlationId: textOf(row[correlation]), failure: null }));
  }

  async #failures(from: number, to: number): Promise<Arrival[]> {
    const [id, reason] = [this.#name('Event_Uuid__c'), this.#name('Reason__c')];
    const rows = await this.#rows('Ingest_Failure__c', [id, reason], from, to);
    return rows.map((row) => ({
      ...this.#keyOf(row),
      correlationId: null,
      failure: { id: textOf(row[id]) ?? '', reason: textOf(row[reason]) ?? 'the org does not say why' }
    }));
  }

  #rows(object: string, fields: readonly string[], from: number, to: number): Promise<Row[]> {
    const sequence = this.#name('Sequence__c');
    const selected = [this.#name('Document_Key__c'), sequence, ...fields].join(', ');
    const range = `${sequence} >= ${from} AND ${sequence} <= ${to}`;
    const soql = `SELECT ${selected} FROM ${this.#name(object)} WHERE ${range} ORDER BY ${sequence} LIMIT ${PAGE}`;
    return this.#rest.query(row, soql);
  }

  #keyOf(one: Row): Pick<Arrival, 'documentKey' | 'sequence'> {
    return {
      documentKey: String(one[this.#name('Document_Key__c')]),
      sequence: Number(one[this.#name('Sequence__c')])
    };
  }

  #name(field: string): string {
    return `${this.#prefix}${field}`;
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : null);

const endOf = (page: readonly Arrival[]) => (page.length < PAGE ? Infinity : (page.at(-1)?.sequence ?? Infinity));
