import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { readRelationships } from './config/partners.ts';
import type { LoadedConfig } from './config/load.ts';
import type { MailboxConfig, SalesforceConfig } from './config/schema.ts';
import { readSecret } from './config/secret.ts';
import type { Crm } from './crm/port.ts';
import { Salesforce } from './crm/salesforce/salesforce.ts';
import { type DatabaseLocation, openDatabase } from './db/database.ts';
import { Leases } from './db/lease.ts';
import type { JournalTransaction } from './db/schema.ts';
import { Catalogue } from './documents/catalogue.ts';
import { FileStore } from './documents/file-store.ts';
import { Outbox } from './documents/outbox.ts';
import { Translation } from './documents/translation.ts';
import { startHttp } from './http/server.ts';
import { Intake, type WakeUp } from './intake/intake.ts';
import { type MailboxLogin, openMailbox } from './intake/mailbox.ts';
import { Poller } from './intake/poller.ts';
import { clearSpool } from './intake/spool.ts';
import { Publisher } from './jobs/publisher.ts';
import { Queues } from './jobs/queues.ts';
import { Translator } from './jobs/translator.ts';
import { type Logger, messageOf } from './telemetry/log.ts';

export interface App {
  httpPort: number;
  /** Ends in order: what is under way is finished, then the database is closed. */
  stop(): Promise<void>;
}

/** The lease of a killed worker holds its work up for so long; a living one renews it. */
const LEASE_SECONDS = 15;

/** Puts the service together and starts it. `crm` stands in for the configured one in tests. */
export async function startApp({ config, base }: LoadedConfig, log: Logger, crm?: Crm): Promise<App> {
  const [tenant] = config.tenants;
  if (!tenant) throw new Error('The configuration names no tenant.');
  const token = readSecret(config.http.token, base);
  const login = mailboxLogin(tenant.mailbox, base);
  const relationships = readRelationships(tenant.partners, base);
  const target = crm ?? salesforce(tenant.salesforce, base);
  const database = await openDatabase(databaseLocation(config.database, base));
  const { journal, boss } = database;
  const leases = new Leases(journal, randomUUID(), LEASE_SECONDS);
  if (database.exclusive) await leases.clear();
  leases.keepAlive((error) => log.warn({ reason: messageOf(error) }, 'leases cannot be renewed'));
  const queues = new Queues(boss, log);
  const files = new FileStore(journal);
  const rules = { own: tenant.identifiers, relationships, duplicates: tenant.duplicates };
  const translation = new Translation(journal, files, rules);
  const wakePublisher = (trx: JournalTransaction) => queues.wake('publish', trx);
  const translator = new Translator({ journal, files, translation, leases }, tenant.id, wakePublisher, log);
  const publisher = new Publisher(new Outbox(journal, config.parkSeconds), leases, target, tenant.id, log);
  const catalogue = new Catalogue(journal);
  const { mode, folder, processedFolder, pollSeconds, settleSeconds } = tenant.mailbox;
  const mailbox = `${login.user}@${login.host}`;
  const spoolDirectory = path.resolve(base, config.spoolDirectory);
  await clearSpool(spoolDirectory);
  const intakeOptions = { tenant: tenant.id, mailbox, mode, spoolDirectory, settleMilliseconds: settleSeconds * 1000 };
  const wake: WakeUp = {
    inside: (work, trx) => queues.wake(work, trx),
    after: () => {
      queues.nudge('translate');
      queues.nudge('publish');
    }
  };
  const intake = new Intake(files, wake, intakeOptions, log);
  const open = () => openMailbox(login, folder, processedFolder);
  const poller = new Poller(intake, leases, { name: mailbox, pollSeconds, open }, log);

  await queues.start({
    translate: async () => {
      if (await translator.run()) await queues.wakeAfter('translate', LEASE_SECONDS);
      queues.nudge('publish');
    },
    publish: async () => {
      const seconds = await publisher.run();
      if (seconds !== null) await queues.wakeAfter('publish', seconds);
    }
  });
  const nudge = async () => {
    await queues.wakeAfter('publish', 0);
    queues.nudge('publish');
  };
  const onError = (error: unknown) => log.error({ reason: messageOf(error) }, 'request failed');
  const http = await startHttp(config.http.port, token, { catalogue, health, nudge, onError });
  poller.start();
  return { httpPort: http.port, stop };

  function health() {
    const troubles: Record<string, string> = {};
    if (poller.trouble !== null) troubles['mailbox'] = poller.trouble;
    if (publisher.trouble !== null) troubles['salesforce'] = publisher.trouble;
    return { ready: Object.keys(troubles).length === 0, troubles };
  }

  async function stop(): Promise<void> {
    await http.close();
    await poller.stop();
    await queues.stop();
    leases.stop();
    target.close();
    await database.close();
  }
}

function databaseLocation(database: LoadedConfig['config']['database'], base: string): DatabaseLocation {
  const url = process.env['DATABASE_URL'];
  if (url !== undefined && url !== '') return { url };
  return 'url' in database
    ? { url: readSecret(database.url, base) }
    : { directory: path.resolve(base, database.directory) };
}

function mailboxLogin(mailbox: MailboxConfig, base: string): MailboxLogin {
  const { host, port, user, hostKeySha256, password, privateKey } = mailbox;
  const login = { host, port, user, hostKeySha256 };
  if (privateKey) return { ...login, privateKey: readSecret(privateKey, base) };
  if (password) return { ...login, password: readSecret(password, base) };
  throw new Error('The mailbox needs a password or a privateKey in the configuration.');
}

function salesforce(config: SalesforceConfig, base: string): Salesforce {
  const { loginUrl, clientId, username, pubsub, namespace } = config;
  const privateKey = readSecret(config.privateKey, base);
  const login = { loginUrl, clientId, username, privateKey, audience: config.audience ?? loginUrl };
  return new Salesforce({ login, endpoint: pubsub.endpoint, tls: pubsub.tls, namespace });
}
