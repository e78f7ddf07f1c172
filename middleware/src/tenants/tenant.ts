import { readRelationships } from '../config/partners.ts';
import type { ChannelConfig, LensConfig, PushConfig, TenantConfig } from '../config/schema.ts';
import { readSecret } from '../config/secret.ts';
import type { Crm } from '../crm/port.ts';
import type { Leases } from '../db/lease.ts';
import type { Journal, JournalTransaction } from '../db/schema.ts';
import type { Seal } from '../db/seal.ts';
import { FileStore } from '../documents/file-store.ts';
import { type LensSearch, LensWatch } from '../documents/lens-watch.ts';
import { Outbox } from '../documents/outbox.ts';
import { Reconciliation } from '../documents/reconciliation.ts';
import { purge } from '../documents/retention.ts';
import { Translation } from '../documents/translation.ts';
import { Intake, type WakeUp } from '../intake/intake.ts';
import { Poller } from '../intake/poller.ts';
import { PushChannel } from '../intake/push.ts';
import { Allowance } from '../jobs/allowance.ts';
import { Periodic } from '../jobs/periodic.ts';
import { Publisher } from '../jobs/publisher.ts';
import type { Queues } from '../jobs/queues.ts';
import { Translator } from '../jobs/translator.ts';
import type { Turns } from '../jobs/turns.ts';
import { Outbound } from '../outbound/outbound.ts';
import { type Alert, alertsOf } from '../telemetry/alerts.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { OrderResponseAction } from '../sending/order-response.ts';
import { Sender } from '../sending/sender.ts';
import { gridActions, gridInterfaces } from '../tradinggrid/actions.ts';
import { crmOf, mailboxOf } from './connections.ts';
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

const RETENTION_SECONDS = 3600;

/** Everything that runs for one tenant: its channels, its translation and its publishing. */
export class Tenant {
  readonly config: TenantConfig;
  /** Channels that senders push to, by name. */
  readonly pushes: ReadonlyMap<string, PushChannel>;
  readonly publisher: Publisher;
  readonly allowance: Allowance;
  readonly #shared: Shared;
  readonly #crm: Crm;
  readonly #pollers: Poller[];
  readonly #translator: Translator;
  readonly #periodic: Record<string, Periodic>;
  readonly #outbound: Outbound | undefined;

  /** @throws ConfigError, SecretError: what the tenant's configuration names cannot be read */
  constructor(config: TenantConfig, shared: Shared) {
    this.config = config;
    this.#shared = shared;
    const { journal, seal, leases, queues, turns, base, log } = shared;
    const { id } = config;
    const relationships = readRelationships(config.partners, base);
    this.#crm = shared.crm ?? crmOf(config.salesforce, base);
    const files = new FileStore(journal, seal);
    const rules = { own: config.identifiers, relationships, duplicates: config.duplicates };
    const translation = new Translation(journal, files, seal, rules);
    this.#translator = new Translator(
      {
        journal,
        files,
        translation,
        leases,
        turns,
        wake: (trx) => this.#wake('publish', trx),
        onReady: (documents) => {
          shared.metrics.translated.inc({ tenant: id }, documents);
          this.nudge();
        },
        log
      },
      id
    );
    this.allowance = new Allowance(async () => (await this.#crm.limits()).events, {
      reserve: config.salesforce.exceptionReserve
    });
    const outbox = new Outbox(journal, seal, shared.parkSeconds);
    const { published, refused, delay } = shared.metrics;
    this.publisher = new Publisher(outbox, leases, this.#crm, id, log, this.allowance, {
      published: (documents) => {
        published.inc({ tenant: id }, documents.length);
        for (const { received_at, silent } of documents)
          if (!silent) delay.observe({ tenant: id }, (Date.now() - received_at.getTime()) / 1000);
      },
      refused: ({ failure, code }) => refused.inc({ tenant: id, failure, code })
    });
    const wake: WakeUp = {
      inside: (work, trx) => this.#wake(work, trx),
      after: () => {
        queues.nudge(this.#queue('translate'));
        this.nudge();
      }
    };
    const source = (channel: ChannelConfig) => ({ tenant: id, mailbox: channel.name, silent: channel.backfill });
    this.#pollers = config.channels.flatMap((channel) => {
      if (channel.type === 'push') return [];
      const { mode, pollSeconds, settleSeconds, name } = channel;
      const settings = {
        ...source(channel),
        mode,
        spoolDirectory: shared.spoolDirectory,
        settleMilliseconds: settleSeconds * 1000
      };
      const onReceived = (count: number) => shared.metrics.received.inc({ tenant: id, channel: name }, count);
      const intake = new Intake(files, wake, settings, log, onReceived);
      const open = mailboxOf(channel, base);
      const mayGoOn = () => shared.pauses.mayTake(id, name);
      return [new Poller(intake, leases, { name: `${id}/${name}`, pollSeconds, open, mayGoOn }, log)];
    });
    this.pushes = new Map(
      config.channels
        .filter((channel): channel is PushConfig => channel.type === 'push')
        .map((channel) => {
          const secrets = () => channel.secrets.map((secret) => readSecret(secret, base));
          secrets();
          return [channel.name, new PushChannel(files, wake, { ...channel, ...source(channel), secrets })];
        })
    );
    this.#periodic = { reconciliation: this.#reconciliation(), retention: this.#retention() };
    if (config.grid) {
      const interfaces = gridInterfaces(config.grid, base);
      const { lens } = config.grid;
      if (lens) this.#periodic['lens'] = this.#lensWatch(interfaces.lens, lens);
      const actions = new Map(gridActions(interfaces, config.grid.waitSeconds));
      const sending = config.channels.find((channel) => channel.type !== 'push' && channel.sendFolder !== undefined);
      if (sending && sending.type !== 'push') {
        const sender = new Sender(mailboxOf(sending, base), files, id, (work, trx) => this.#wake(work, trx));
        const hasArrived = lens && (async (name: string) => (await interfaces.lens.fileNamed(name)) !== undefined);
        actions.set('order-response', new OrderResponseAction({ journal, seal, tenant: id, sender, hasArrived }));
      }
      const parts = { journal, leases, crm: this.#crm, actions, log };
      const { requests } = shared.metrics;
      const onState = (kind: string, state: string) => requests.inc({ tenant: id, kind, state });
      this.#outbound = new Outbound({ ...parts, onState }, id, (trx) => this.#wake('outbound', trx));
    }
  }

  async start(): Promise<void> {
    const { queues, leaseSeconds } = this.#shared;
    await queues.work(this.#queue('translate'), async () => {
      if (await this.#translator.run()) await queues.wakeAfter(this.#queue('translate'), leaseSeconds);
      this.nudge();
    });
    await queues.work(this.#queue('publish'), async () => {
      const seconds = await this.publisher.run();
      if (seconds !== null) await queues.wakeAfter(this.#queue('publish'), seconds);
    });
    const outbound = this.#outbound;
    if (outbound) {
      await queues.work(this.#queue('outbound'), async () => {
        const seconds = await outbound.worker.run();
        if (seconds !== null) await queues.wakeAfter(this.#queue('outbound'), seconds);
      });
      outbound.start(() => queues.nudge(this.#queue('outbound')));
    }
    for (const poller of this.#pollers) poller.start();
    for (const work of Object.values(this.#periodic)) work.start();
  }

  /** Gives up a tenant that was not started. */
  discard(): void {
    this.#crm.close();
  }

  /** Ends in order: what is under way is finished. */
  async stop(): Promise<void> {
    await Promise.all(this.#pollers.map((poller) => poller.stop()));
    await Promise.all(Object.values(this.#periodic).map((work) => work.stop()));
    await this.#outbound?.stop();
    const works = ['translate', 'publish', ...(this.#outbound ? ['outbound'] : [])];
    await Promise.all(works.map((work) => this.#shared.queues.end(this.#queue(work))));
    this.#crm.close();
  }

  /** Lets the publisher look at once. */
  nudge(): void {
    this.#shared.queues.nudge(this.#queue('publish'));
  }

  /** Makes sure that the publisher looks, also in another process. */
  async wakePublisher(): Promise<void> {
    await this.#shared.queues.wakeAfter(this.#queue('publish'), 0);
    this.nudge();
  }

  /** What a person should look at. */
  alerts(): Promise<Alert[]> {
    const { journal, base } = this.#shared;
    return alertsOf({ journal, base, config: this.config, allowance: this.allowance.left });
  }

  /** What is wrong, by part; empty while all is well. */
  troubles(): Record<string, string> {
    const parts: [string, string | null][] = [
      ...this.#pollers.map((poller): [string, string | null] => [poller.name, poller.trouble]),
      ['salesforce', this.publisher.trouble],
      ['outbound', this.#outbound?.trouble ?? null],
      ...Object.entries(this.#periodic).map(([name, { trouble }]): [string, string | null] => [name, trouble])
    ];
    return Object.fromEntries(parts.filter((part): part is [string, string] => part[1] !== null));
  }

  /** Whether anything of it works: a channel, or the way to the CRM. */
  get isUsable(): boolean {
    const works = this.#pollers.some(({ trouble }) => trouble === null);
    return works || this.pushes.size > 0 || this.publisher.trouble === null;
  }

  #queue(work: string): string {
    return `${work}/${this.config.id}`;
  }

  #wake(work: string, trx: JournalTransaction): Promise<void> {
    return this.#shared.queues.wake(this.#queue(work), trx);
  }

  #reconciliation(): Periodic {
    const { journal, leases, log, metrics } = this.#shared;
    const { id, salesforce: org } = this.config;
    const { afterSeconds, everySeconds, apiShare } = org.reconciliation;
    const reconciliation = new Reconciliation(journal, this.#crm, { tenant: id, afterSeconds, apiShare });
    const work = async () => {
      const { trouble, ...counts } = await reconciliation.run();
      if (counts.again > 0) await this.wakePublisher();
      for (const [result, count] of Object.entries(counts)) metrics.reconciled.inc({ tenant: id, result }, count);
      if (counts.arrived + counts.again > 0) log.info({ tenant: id, ...counts }, 'documents looked up in the org');
      return trouble;
    };
    return new Periodic(leases, { name: `reconcile:${id}`, everySeconds, work }, log);
  }

  #lensWatch(lens: LensSearch, { pollSeconds, overlapSeconds, settleSeconds }: LensConfig): Periodic {
    const { journal, seal, leases, log } = this.#shared;
    const { id: tenant, identifiers: own } = this.config;
    const options = { tenant, own, overlapSeconds, settleSeconds };
    const watch = new LensWatch(journal, seal, lens, options, (trx) => this.#wake('publish', trx));
    const work = async () => {
      const counts = await watch.run();
      if (counts.told > 0) this.nudge();
      if (counts.changed > 0) log.info({ tenant, ...counts }, 'statuses read from Lens');
      return null;
    };
    // One poller for each credential: of two, each would move the other's windows.
    return new Periodic(leases, { name: `lens:${tenant}`, everySeconds: pollSeconds, work }, log);
  }

  #retention(): Periodic {
    const { journal, leases, log } = this.#shared;
    const { id, retention, duplicates, channels } = this.config;
    const readOnly = channels.flatMap((channel) =>
      channel.type !== 'push' && channel.mode === 'keep' ? [channel.name] : []
    );
    const rules = { tenant: id, ...retention, lookBackDays: duplicates.lookBackDays, readOnly };
    const work = async () => {
      const purged = await purge(journal, rules);
      if (Object.values(purged).some((count) => count > 0))
        log.info({ tenant: rules.tenant, ...purged }, 'old contents removed');
      return null;
    };
    return new Periodic(leases, { name: `retention:${rules.tenant}`, everySeconds: RETENTION_SECONDS, work }, log);
  }
}
