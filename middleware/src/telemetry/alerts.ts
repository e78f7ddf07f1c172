import { X509Certificate } from 'node:crypto';
import { sql } from 'kysely';
import type { TenantConfig } from '../config/schema.ts';
import { readSecret } from '../config/secret.ts';
import type { Journal } from '../db/schema.ts';
import { messageOf } from './log.ts';

/** Codes are permanent: the runbook and rules of monitoring systems refer to them. */
export const ALERT_CODES = [
  'CHANNEL_SILENT',
  'PARTNER_SILENT',
  'CERTIFICATE_EXPIRES',
  'PUBLISH_DELAYED',
  'DOCUMENTS_FAILED',
  'DOCUMENTS_HELD',
  'INGEST_BEHIND',
  'ALLOCATION_SPENT',
  'REQUESTS_FAILED',
  'EVENTS_UNDECODABLE',
  'TRANSLATION_DELAYED'
] as const;
export type AlertCode = (typeof ALERT_CODES)[number];

/** Something that a person should look at; the runbook says what to do. */
export interface Alert {
  tenant: string;
  code: AlertCode;
  /** What it is about: a channel, a partner; '' for the tenant. */
  subject: string;
  message: string;
}

export interface AlertSource {
  journal: Journal;
  config: TenantConfig;
  /** Where relative paths of the configuration start. */
  base: string;
  /** Events that the org takes in this hour; null while it has not said. */
  allowance: { exceptions: number; max: number } | null;
  now?: number;
}

const HOUR_MILLISECONDS = 3_600_000;
const DAY_MILLISECONDS = 24 * HOUR_MILLISECONDS;
const CERTIFICATE_DAYS = 30;
const DELAY_SECONDS = 900;
const SCARCE = 0.1;

type Found = Omit<Alert, 'tenant' | 'code'>;
type Rule = (source: Required<AlertSource>) => Promise<Found[]>;

const hours = (milliseconds: number) => Math.floor(milliseconds / HOUR_MILLISECONDS);
const one = (message: string | null): Found[] => (message === null ? [] : [{ subject: '', message }]);

async function countOf(journal: Journal, tenant: string, delivery: 'failed' | 'queued', held = false): Promise<number> {
  const { count } = await journal
    .selectFrom('document')
    .select(sql<number>`count(*)::integer`.as('count'))
    .where('tenant', '=', tenant)
    .$if(!held, (query) => query.where('delivery', '=', delivery))
    .$if(held, (query) => query.where('outcome', '=', 'held').where('delivery', '!=', 'staged'))
    .executeTakeFirstOrThrow();
  return count;
}

/** Since when something stands still, in milliseconds; null where nothing does. */
const ageOf = (oldest: Date | string | null, now: number) =>
  oldest === null ? null : now - new Date(oldest).getTime();

const RULES: Record<AlertCode, Rule> = {
  CHANNEL_SILENT: async ({ journal, config, now }) => {
    const found: Found[] = [];
    for (const { name, silenceHours } of config.channels) {
      if (silenceHours === undefined) continue;
      const { last } = await journal
        .selectFrom('receipt')
        .select((where) => where.fn.max('received_at').as('last'))
        .where('tenant', '=', config.id)
        .where('mailbox', '=', name)
        .executeTakeFirstOrThrow();
      const age = ageOf(last, now);
      if (age !== null && age > silenceHours * HOUR_MILLISECONDS)
        found.push({ subject: name, message: `Nothing has come over the channel ${name} for ${hours(age)} hours.` });
    }
    return found;
  },
  PARTNER_SILENT: async ({ journal, config, now }) => {
    const found: Found[] = [];
    for (const { identifier, silenceHours } of config.partners) {
      if (silenceHours === undefined) continue;
      const partner = `${identifier.qualifier}:${identifier.id}`;
      const { last } = await journal
        .selectFrom('document')
        .select((where) => where.fn.max('received_at').as('last'))
        .where('tenant', '=', config.id)
        .where('partner', '=', partner)
        .executeTakeFirstOrThrow();
      const age = ageOf(last, now);
      if (age !== null && age > silenceHours * HOUR_MILLISECONDS)
        found.push({ subject: partner, message: `Nothing has come from ${partner} for ${hours(age)} hours.` });
    }
    return found;
  },
  CERTIFICATE_EXPIRES: ({ config, base, now }) => {
    let end: number | null;
    try {
      end = certificateEnd(readSecret(config.salesforce.privateKey, base));
    } catch (error) {
      return Promise.resolve(one(`The key for Salesforce cannot be read: ${messageOf(error)}`));
    }
    const days = end === null ? Infinity : Math.floor((end - now) / DAY_MILLISECONDS);
    const message = `The certificate of the External Client App ends in ${days} days.`;
    return Promise.resolve(one(days < CERTIFICATE_DAYS ? message : null));
  },
  PUBLISH_DELAYED: async ({ journal, config, now }) => {
    const { oldest } = await journal
      .selectFrom('document')
      .select((where) => where.fn.min('received_at').as('oldest'))
      .where('tenant', '=', config.id)
      .where('delivery', '=', 'queued')
      .where('silent', '=', false)
      .executeTakeFirstOrThrow();
    const age = ageOf(oldest, now) ?? 0;
    return one(
      age > DELAY_SECONDS * 1000
        ? `A document has waited for ${Math.floor(age / 60_000)} minutes to be published.`
        : null
    );
  },
  TRANSLATION_DELAYED: async ({ journal, config, now }) => {
    const { oldest } = await journal
      .selectFrom('received_file')
      .select((where) => where.fn.min('received_at').as('oldest'))
      .where('tenant', '=', config.id)
      .where('status', '=', 'received')
      .where('silent', '=', false)
      .executeTakeFirstOrThrow();
    const age = ageOf(oldest, now) ?? 0;
    return one(
      age > DELAY_SECONDS * 1000 ? `A file has waited for ${Math.floor(age / 60_000)} minutes to be translated.` : null
    );
  },
  DOCUMENTS_FAILED: async ({ journal, config }) => {
    const count = await countOf(journal, config.id, 'failed');
    return one(count > 0 ? `${count} documents were refused by the org and wait for someone.` : null);
  },
  DOCUMENTS_HELD: async ({ journal, config }) => {
    const count = await countOf(journal, config.id, 'queued', true);
    return one(count > 0 ? `${count} documents are held, most of them as suspected duplicates.` : null);
  },
  INGEST_BEHIND: async ({ journal, config, now }) => {
    const { oldest } = await journal
      .selectFrom('document')
      .select((where) => where.fn.min('published_at').as('oldest'))
      .where('tenant', '=', config.id)
      .where('delivery', '=', 'published')
      .executeTakeFirstOrThrow();
    const age = ageOf(oldest, now) ?? 0;
    const late = age > config.salesforce.reconciliation.afterSeconds * 1000 + DELAY_SECONDS * 1000;
    return one(
      late
        ? `A document was published ${Math.floor(age / 60_000)} minutes ago, and the org does not have it yet.`
        : null
    );
  },
  ALLOCATION_SPENT: ({ allowance }) => {
    const scarce = allowance !== null && allowance.exceptions < allowance.max * SCARCE;
    const message = `Of the org's ${allowance?.max ?? 0} events of this hour ${allowance?.exceptions ?? 0} are left.`;
    return Promise.resolve(one(scarce ? message : null));
  },
  REQUESTS_FAILED: async ({ journal, config, now }) => {
    const { count } = await journal
      .selectFrom('outbound_request')
      .select(sql<number>`count(*)::integer`.as('count'))
      .where('tenant', '=', config.id)
      .where('status', '=', 'failed')
      .where('finished_at', '>', new Date(now - DAY_MILLISECONDS))
      .executeTakeFirstOrThrow();
    return one(count > 0 ? `${count} requests of the CRM failed within a day.` : null);
  },
  EVENTS_UNDECODABLE: async ({ journal, config }) => {
    const { count } = await journal
      .selectFrom('undecodable_event')
      .select(sql<number>`count(*)::integer`.as('count'))
      .where('tenant', '=', config.id)
      .executeTakeFirstOrThrow();
    return one(count > 0 ? `${count} events of the CRM could not be read and were set aside.` : null);
  }
};

/** When the certificate that stands beside a key ends, in milliseconds since 1970; null where none does. */
export function certificateEnd(pem: string): number | null {
  const [certificate] = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(pem) ?? [];
  return certificate === undefined ? null : Date.parse(new X509Certificate(certificate).validTo);
}

/** Everything about a tenant that a person should look at now. */
export async function alertsOf(source: AlertSource): Promise<Alert[]> {
  const whole = { now: Date.now(), ...source };
  const found = await Promise.all(
    ALERT_CODES.map(async (code) =>
      (await RULES[code](whole)).map((alert) => ({ tenant: source.config.id, code, ...alert }))
    )
  );
  return found.flat();
}
