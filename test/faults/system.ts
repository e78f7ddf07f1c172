import { type TestOrg, startLocalOrg } from '../../middleware/src/testing/local-org.ts';
import { startPostgres, type TestPostgres } from '../../middleware/src/testing/postgres.ts';
import { Gate } from './gate.ts';

/** What all faults share: the org, which keeps everything, and a PostgreSQL server. Both are reached through gates. */
export class System {
  readonly org: TestOrg;
  readonly postgres: TestPostgres;
  /** To the org's login and to its Pub/Sub API. */
  readonly login: Gate;
  readonly pubSub: Gate;
  #control = 0;

  private constructor(org: TestOrg, postgres: TestPostgres, login: Gate, pubSub: Gate) {
    this.org = org;
    this.postgres = postgres;
    this.login = login;
    this.pubSub = pubSub;
  }

  static async start(): Promise<System> {
    const [org, postgres] = await Promise.all([startLocalOrg(), startPostgres()]);
    if (typeof postgres === 'string') throw new Error(postgres);
    const gateTo = async (address: string) => {
      const { hostname, port } = new URL(address);
      const gate = new Gate(hostname, Number(port));
      await gate.open();
      return gate;
    };
    return new System(org, postgres, await gateTo(org.url), await gateTo(`http://${org.endpoint}`));
  }

  /** A control number that no file of this run has. */
  nextControl(): number {
    return (this.#control += 1);
  }

  /** The org as nobody can reach it. */
  async cutOffOrg(): Promise<void> {
    await Promise.all([this.login.shut(), this.pubSub.shut()]);
  }

  async restore(): Promise<void> {
    await this.org.clearFaults();
    await Promise.all([this.login.open(), this.pubSub.open()]);
  }

  async stop(): Promise<void> {
    await Promise.all([this.login.shut(), this.pubSub.shut()]);
    await this.org.stop();
    await this.postgres.stop();
  }
}
