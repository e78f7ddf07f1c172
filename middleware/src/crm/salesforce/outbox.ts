import { z } from 'zod';
import { type Bell, CrmError, type OutboundMessage, type OutboundReport } from '../port.ts';
import type { RestClient } from './rest.ts';

const OBJECT = 'Outbound_Message__c';
/** Keys in one query: its URL must stay below 16 KB. */
const KEYS_OF_QUERY = 150;

/** Ids of records that are remembered. */
const IDS_KEPT = 10_000;

const row = z.record(z.string(), z.unknown());
type Row = z.infer<typeof row>;

/** The outbox of an org: its Outbound_Message__c records. */
export class OrgOutbox {
  readonly #rest: RestClient;
  readonly #prefix: string;
  readonly #ids = new Map<string, string>();

  /** @param prefix '' or the namespace with its underscores */
  constructor(rest: RestClient, prefix: string) {
    this.#rest = rest;
    this.#prefix = prefix;
  }

  async messages(keys: readonly string[]): Promise<OutboundMessage[]> {
    const found: OutboundMessage[] = [];
    for (let start = 0; start < keys.length; start += KEYS_OF_QUERY) {
      const list = keys.slice(start, start + KEYS_OF_QUERY).map(quoted);
      const fields = ['Message_Key__c', 'Kind__c', 'Payload__c', 'Payload_Version__c', 'Document_Key__c', 'Status__c'];
      const where = `${this.#name('Message_Key__c')} IN (${list.join(',')})`;
      const rows = await this.#rest.query(row, this.#select(fields, where));
      found.push(...rows.map((one) => this.#messageOf(one)));
    }
    return found;
  }

  async pending(limit: number): Promise<Bell[]> {
    const where = `${this.#name('Status__c')} = 'Pending' ORDER BY CreatedDate, Id LIMIT ${limit}`;
    const rows = await this.#rest.query(row, this.#select(['Message_Key__c', 'Kind__c'], where));
    return rows.map((one) => ({ messageKey: this.#text(one, 'Message_Key__c'), kind: this.#text(one, 'Kind__c') }));
  }

  /** @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_upsert.htm */
  async report(messageKey: string, report: OutboundReport): Promise<void> {
    const { status, reason, result, externalReference, attempts, sentAt, completedAt } = report;
    const body = this.#named({
      Status__c: status,
      Reason__c: reason?.slice(0, 4000) ?? null,
      Result__c: result?.slice(0, 131_072) ?? null,
      External_Reference__c: externalReference?.slice(0, 255) ?? null,
      Attempts__c: attempts,
      Sent_At__c: sentAt?.toISOString() ?? null,
      Completed_At__c: completedAt?.toISOString() ?? null
    });
    // By its id, not as an upsert: that needs the right to create, and a deleted request must not come back empty.
    const path = `sobjects/${this.#name(OBJECT)}/${await this.#idOf(messageKey)}`;
    await this.#rest.call(z.unknown(), path, { method: 'PATCH', body });
  }

  async #idOf(messageKey: string): Promise<string> {
    const known = this.#ids.get(messageKey);
    if (known !== undefined) return known;
    const [found] = await this.#rest.query(
      row,
      this.#select([], `${this.#name('Message_Key__c')} = ${quoted(messageKey)}`)
    );
    if (!found) throw new CrmError('permanent', 'NOT_FOUND', `The org has no request ${messageKey} any more.`);
    return this.#keepId(found, messageKey);
  }

  #keepId(from: Row, messageKey: string): string {
    const id = String(from['Id']);
    const [oldest] = this.#ids.keys();
    if (this.#ids.size >= IDS_KEPT && oldest !== undefined) this.#ids.delete(oldest);
    this.#ids.set(messageKey, id);
    return id;
  }

  #name(field: string): string {
    return `${this.#prefix}${field}`;
  }

  #named(fields: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(fields).map(([name, value]) => [this.#name(name), value]));
  }

  #select(fields: readonly string[], where: string): string {
    return `SELECT ${['Id', ...fields.map((field) => this.#name(field))].join(', ')} FROM ${this.#name(OBJECT)} WHERE ${where}`;
  }

  #text(from: Row, field: string): string {
    const value = from[this.#name(field)];
    return typeof value === 'string' ? value : '';
  }

  #messageOf(from: Row): OutboundMessage {
    const messageKey = this.#text(from, 'Message_Key__c');
    this.#keepId(from, messageKey);
    return {
      messageKey,
      kind: this.#text(from, 'Kind__c'),
      payload: this.#text(from, 'Payload__c') || '{}',
      payloadVersion: Number(from[this.#name('Payload_Version__c')] ?? 1),
      documentKey: this.#text(from, 'Document_Key__c') || null,
      isHeld: this.#text(from, 'Status__c') === 'Held'
    };
  }
}

const quoted = (text: string) => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
