import { isDeepStrictEqual } from 'node:util';
import type { TenantConfig } from '../config/schema.ts';
import type { Alert } from '../telemetry/alerts.ts';
import { messageOf } from '../telemetry/log.ts';
import type { Shared } from './shared.ts';
import { Tenant } from './tenant.ts';

export interface Changes {
  started: string[];
  restarted: string[];
  stopped: string[];
}

/** The tenants that this process works for. */
export class Tenants {
  readonly #shared: Shared;
  readonly #running = new Map<string, Tenant>();
  #changing: Promise<unknown> = Promise.resolve();

  constructor(shared: Shared) {
    this.#shared = shared;
  }

  get all(): Tenant[] {
    return [...this.#running.values()];
  }

  get(id: string): Tenant | undefined {
    return this.#running.get(id);
  }

  async alerts(): Promise<Alert[]> {
    return (await Promise.all(this.all.map((tenant) => tenant.alerts()))).flat();
  }

  *allowances(): Generator<{ tenant: string; left: number; max: number }> {
    for (const { config, allowance } of this.#running.values())
      if (allowance.left) yield { tenant: config.id, left: allowance.left.exceptions, max: allowance.left.max };
  }

  get pauses() {
    return this.#shared.pauses;
  }

  /** Whether a tenant could be started. @throws ConfigError, SecretError when not */
  check(config: TenantConfig): void {
    new Tenant(config, this.#shared).discard();
  }

  /**
   * Makes what runs agree with the configuration: tenants that did not change are not touched.
   * @throws ConfigError, SecretError before anything is changed, when one of them cannot be started
   */
  apply(configs: readonly TenantConfig[]): Promise<Changes> {
    const change = this.#changing.then(() => this.#apply(configs));
    this.#changing = change.catch(() => undefined);
    return change;
  }

  async stop(): Promise<void> {
    await this.#changing;
    await Promise.all(this.all.map((tenant) => tenant.stop()));
    this.#running.clear();
  }

  /** What is wrong, by tenant and part. @param sees which tenants; all unless given */
  troubles(sees: (config: TenantConfig) => boolean = () => true): Record<string, string> {
    const seen = this.all.filter(({ config }) => sees(config));
    const all = seen.flatMap((tenant) =>
      Object.entries(tenant.troubles()).map(([part, trouble]): [string, string] => [
        this.#running.size === 1 ? part : `${tenant.config.id}: ${part}`,
        trouble
      ])
    );
    return Object.fromEntries(all);
  }

  async #apply(configs: readonly TenantConfig[]): Promise<Changes> {
    const { log } = this.#shared;
    const wanted = new Map(configs.map((config) => [config.id, config]));
    const changed = configs.filter((config) => !isDeepStrictEqual(this.#running.get(config.id)?.config, config));
    // Made first, so that a configuration that cannot work leaves everything as it was.
    const fresh = changed.map((config) => new Tenant(config, this.#shared));
    const gone = this.all.filter(({ config }) => !wanted.has(config.id));
    const replaced = fresh.flatMap(({ config }) => this.#running.get(config.id) ?? []);
    await Promise.all([...gone, ...replaced].map((tenant) => tenant.stop()));
    for (const { config } of gone) this.#running.delete(config.id);
    const failures: unknown[] = [];
    for (const tenant of fresh) {
      const { id } = tenant.config;
      this.#running.set(id, tenant);
      try {
        await tenant.start();
      } catch (error) {
        // The others go on; one that does not run is not in the list, so that the next call starts it.
        log.error({ tenant: id, reason: messageOf(error) }, 'tenant cannot be started');
        failures.push(error);
        this.#running.delete(id);
        await tenant.stop().catch(() => undefined);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} tenants cannot be started.`);
    const before = new Set(replaced.map(({ config }) => config.id));
    return {
      started: fresh.map(({ config }) => config.id).filter((id) => !before.has(id)),
      restarted: [...before],
      stopped: gone.map(({ config }) => config.id)
    };
  }
}
