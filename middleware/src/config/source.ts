import { statSync } from 'node:fs';
import { z } from 'zod';
import type { Journal } from '../db/schema.ts';
import { type Logger, messageOf } from '../telemetry/log.ts';
import { ConfigError, type LoadedConfig, loadConfig } from './load.ts';
import { type TenantConfig, tenantSchema } from './schema.ts';

/** The tenants of the configuration file and of the database, and when either changed. */
export class TenantSource {
  readonly #journal: Journal;
  readonly #file: string | undefined;
  readonly #log: Logger;
  #ofFile: TenantConfig[];
  #fileChangedAt = 0;
  /** Undefined before the first look. */
  #versions: string | undefined;

  constructor(journal: Journal, loaded: LoadedConfig, log: Logger) {
    this.#journal = journal;
    this.#file = loaded.file;
    this.#log = log;
    this.#ofFile = loaded.config.tenants;
    this.#fileChangedAt = this.#fileTime();
  }

  /** Ids that the file has: they cannot be changed over the interface. */
  get idsOfFile(): string[] {
    return this.#ofFile.map(({ id }) => id);
  }

  /**
   * All tenants as they are now, or undefined where nothing changed since the last call. A file that became invalid
   * changes nothing, and the log says what is wrong with it.
   */
  async changed(): Promise<TenantConfig[] | undefined> {
    const rows = await this.#journal
      .selectFrom('tenant_config')
      .select(['id', 'version', 'config'])
      .orderBy('id')
      .execute();
    const versions = rows.map(({ id, version }) => `${id} ${version}`).join();
    const fileChanged = this.#reloadFile();
    if (!fileChanged && versions === this.#versions) return undefined;
    this.#versions = versions;
    const ofFile = new Set(this.idsOfFile);
    const ofDatabase = rows.filter(({ id }) => !ofFile.has(id)).flatMap(({ id, config }) => this.#parsed(id, config));
    return [...this.#ofFile, ...ofDatabase];
  }

  /** Stores a tenant. @returns its version */
  async put(tenant: TenantConfig, by: string): Promise<number> {
    const row = { config: JSON.stringify(tenant), updated_at: new Date(), updated_by: by };
    const { version } = await this.#journal
      .insertInto('tenant_config')
      .values({ id: tenant.id, version: 1, ...row })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((old) => ({ ...row, version: old('tenant_config.version', '+', 1) }))
      )
      .returning('version')
      .executeTakeFirstOrThrow();
    return version;
  }

  /** @returns whether there was one */
  async remove(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#journal.deleteFrom('tenant_config').where('id', '=', id).executeTakeFirst();
    return numDeletedRows > 0n;
  }

  #fileTime(): number {
    return this.#file === undefined ? 0 : (statSync(this.#file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  }

  /** @returns whether the file changed, and is valid */
  #reloadFile(): boolean {
    const time = this.#fileTime();
    if (this.#file === undefined || time === this.#fileChangedAt) return false;
    this.#fileChangedAt = time;
    try {
      this.#ofFile = loadConfig(this.#file).config.tenants;
      this.#log.info('the configuration file was read again');
      return true;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.#log.error({ reason: messageOf(error) }, 'the configuration file is not valid; nothing is changed');
      return false;
    }
  }

  /** One that an older release stored may not be valid any more. */
  #parsed(id: string, config: string): TenantConfig[] {
    const result = tenantSchema.safeParse(JSON.parse(config));
    if (result.success) return [result.data];
    this.#log.error({ tenant: id, reason: z.prettifyError(result.error) }, 'the stored tenant is not valid');
    return [];
  }
}
