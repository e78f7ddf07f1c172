import type { TenantConfig } from '../config/schema.ts';
import type { Crm } from '../crm/port.ts';
import { FileStore } from '../documents/file-store.ts';
import type { Poller } from '../intake/poller.ts';
import type { PushChannel } from '../intake/push.ts';
import { Allowance } from '../jobs/allowance.ts';
import type { Periodic } from '../jobs/periodic.ts';
import type { Publisher } from '../jobs/publisher.ts';
import type { Translator } from '../jobs/translator.ts';
import type { Outbound } from '../outbound/outbound.ts';
import { type Alert, alertsOf } from '../telemetry/alerts.ts';
import { gridInterfaces } from '../tradinggrid/actions.ts';
import { channelsOf } from './channels.ts';
import { crmOf } from './connections.ts';
import { publisherOf, translatorOf } from './pipeline.ts';
import { outboundOf } from './requests.ts';
import type { Shared } from './shared.ts';
import { TenantQueues } from './tenant-queues.ts';
import { lensWatchOf, reconciliationOf, retentionOf } from './upkeep.ts';

/** Everything that runs for one tenant: its channels, its translation and its publishing. */
export class Tenant {
  readonly config: TenantConfig;
  /** Channels that senders push to, by name. */
  readonly pushes: ReadonlyMap<string, PushChannel>;
  readonly publisher: Publisher;
  readonly allowance: Allowance;
  readonly #shared: Shared;
  readonly #queues: TenantQueues;
  readonly #crm: Crm;
  readonly #pollers: Poller[];
  readonly #translator: Translator;
  readonly #periodic: Record<string, Periodic>;
  readonly #outbound: Outbound | undefined;

  /** @throws ConfigError, SecretError: what the tenant's configuration names cannot be read */
  constructor(config: TenantConfig, shared: Shared) {
    this.config = config;
    this.#shared = shared;
    this.#queues = new TenantQueues(shared.queues, config.id);
    this.#crm = shared.crm ?? crmOf(config.salesforce, shared.base);
    const files = new FileStore(shared.journal, shared.seal);
    this.#translator = translatorOf(config, shared, files, this.#queues);
    this.allowance = new Allowance(async () => (await this.#crm.limits()).events, {
      reserve: config.salesforce.exceptionReserve
    });
    this.publisher = publisherOf(config, shared, this.#crm, this.allowance);
    const { pollers, pushes } = channelsOf(config, shared, files, this.#queues);
    this.#pollers = pollers;
    this.pushes = pushes;
    this.#periodic = {
      reconciliation: reconciliationOf(config, shared, this.#crm, () => this.wakePublisher()),
      retention: retentionOf(config, shared)
    };
    const { grid } = config;
    if (!grid) return;
    const interfaces = gridInterfaces(grid, shared.base);
    if (grid.lens) this.#periodic['lens'] = lensWatchOf(config, shared, interfaces.lens, grid.lens, this.#queues);
    this.#outbound = outboundOf(config, grid, shared, { crm: this.#crm, files, queues: this.#queues, interfaces });
  }

  async start(): Promise<void> {
    await this.#queues.work('translate', async () => {
      const isAnothers = await this.#translator.run();
      this.nudge();
      return isAnothers ? this.#shared.leaseSeconds : null;
    });
    await this.#queues.work('publish', () => this.publisher.run());
    const outbound = this.#outbound;
    if (outbound) {
      await this.#queues.work('outbound', () => outbound.worker.run());
      outbound.start(() => this.#queues.nudge('outbound'));
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
    await this.#queues.end(['translate', 'publish', ...(this.#outbound ? (['outbound'] as const) : [])]);
    this.#crm.close();
  }

  /** Lets the publisher look at once. */
  nudge(): void {
    this.#queues.nudge('publish');
  }

  /** Makes sure that the publisher looks, also in another process. */
  async wakePublisher(): Promise<void> {
    await this.#queues.wakeAfter('publish', 0);
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
}
