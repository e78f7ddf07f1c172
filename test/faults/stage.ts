import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Environment, prepare } from '../../middleware/src/testing/environment.ts';
import { messageOf } from '../../middleware/src/telemetry/log.ts';
import { until } from '../../middleware/src/testing/wait.ts';
import { acceptedBy, directoryJournal, publishedEvents, recordsOf, type SentFile, serverJournal } from './count.ts';
import { order, response } from './files.ts';
import type { System } from './system.ts';
import { type Counts, judge, type Verdict } from './verdict.ts';
import { Worker, type WorkerOptions } from './worker.ts';

export interface StageOptions {
  name: string;
  database: 'PGlite' | 'PostgreSQL';
  /** Settings of the mailbox channel. */
  mailbox?: object;
  /** Other settings of the service. */
  settings?: object;
}

const KEYS = 4;

/** Where one fault is provoked: a grid and a journal of its own, workers, and what was sent and asked so far. */
export class Stage {
  readonly #system: System;
  readonly #logs: string;
  #givenUp = false;
  readonly name: string;
  readonly environment: Environment;
  readonly sent: SentFile[] = [];
  readonly workers: Worker[] = [];
  readonly #options: StageOptions;
  readonly #databaseUrl: string | undefined;
  readonly #eventsBefore: number;
  readonly #controls: number[] = [];
  readonly #partners: string[] = [];
  readonly #messages: string[] = [];
  readonly #closing: (() => void)[] = [];
  #versions = 0;
  #rings = 0;
  #before: Counts | undefined;
  #transaction: string | undefined;
  /** What else is to be said of it. */
  note = '';
  /** What is waited for. */
  doing = '';

  private constructor(
    system: System,
    options: StageOptions,
    environment: Environment,
    url: string | undefined,
    events: number,
    logs: string
  ) {
    this.#system = system;
    this.#logs = logs;
    this.name = options.name;
    this.environment = environment;
    this.#options = options;
    this.#databaseUrl = url;
    this.#eventsBefore = events;
  }

  /** @param logs folder for the logs of its processes */
  static async open(system: System, options: StageOptions, logs: string): Promise<Stage> {
    const { org } = system;
    mkdirSync(logs, { recursive: true });
    const environment = await prepare({ ...org, endpoint: `127.0.0.1:${system.pubSub.port}` });
    const url =
      options.database === 'PostgreSQL'
        ? await system.postgres.createDatabase(`fault_${options.name.replaceAll('-', '_')}`)
        : undefined;
    const stage = new Stage(system, options, environment, url, await publishedEvents(org), logs);
    stage.#configure();
    return stage;
  }

  start(options: WorkerOptions = {}): Worker {
    this.#goOn();
    const audience = {
      logFile: path.join(this.#logs, `${this.workers.length + 1}.log`),
      waitsFor: (what: string) => this.#waitFor(what)
    };
    const worker = new Worker(this.environment.configFile, { databaseUrl: this.#databaseUrl, ...options }, audience);
    this.workers.push(worker);
    return worker;
  }

  /** @throws Error once the fault was given up: what is left of it must not disturb the next one */
  get system(): System {
    this.#goOn();
    return this.#system;
  }

  /** Puts orders into the mailbox: so many versions of each of four order numbers. */
  async sendOrders(versions: number): Promise<void> {
    for (let round = 0; round < versions; round += 1) {
      this.#versions += 1;
      for (let key = 1; key <= KEYS; key += 1) {
        const number = `${this.name}-PO${key}`;
        await this.send(number, order(number, this.system.nextControl(), this.#versions));
      }
    }
  }

  /**
   * @param number of the order in the file; null where none comes of it
   * @param documents that come of it
   */
  async send(number: string | null, bytes: Buffer, documents = 1): Promise<string> {
    const name = `${this.name}-${String(this.sent.length + 1).padStart(4, '0')}.edi`;
    this.sent.push({ name, order: number, documents });
    await this.environment.simulator.mailboxes.deliver('tgseller', name, bytes);
    return name;
  }

  /** Asks the Trading Grid from Salesforce: files to be sent, and partners to be set up, by turns. */
  async ask(requests: number, { ring = true } = {}): Promise<void> {
    const transactionId = (this.#transaction ??= await this.#ownTransaction());
    for (let index = 0; index < requests; index += 1) {
      const key = randomUUID();
      const onboards = this.#messages.length % 3 === 2;
      const payload = onboards ? this.#newPartner() : this.#newFile(transactionId);
      const kind = onboards ? 'onboarding' : 'resubmit';
      this.#messages.push(key);
      const { admin } = this.system.org;
      const message = { Message_Key__c: key, Kind__c: kind, Payload_Version__c: 1 };
      await admin.sobject('Outbound_Message__c').create({ ...message, Payload__c: JSON.stringify(payload) });
      if (!ring) continue;
      this.#rings += 1;
      await admin.sobject('Outbound_Event__e').create({ Message_Key__c: key, Kind__c: kind });
    }
  }

  /**
   * Asks again and again until a request has come by the event stream: it opens when the lease of a killed process has
   * run out, and what was asked before is found in the outbox.
   */
  async askUntilHeard(worker: Worker): Promise<void> {
    const before = worker.seen('requests received');
    for (let times = 0; times < 20 && worker.seen('requests received') === before; times += 1) {
      await this.ask(1);
      this.#waitFor('a request comes by the event stream');
      await delay(2000);
    }
    await worker.reach('requests received', before + 1, 1);
  }

  /** Writes down how things stand while the fault lasts. */
  async strike(): Promise<void> {
    this.#before = await this.#counts();
  }

  /** Waits until everything that was sent and asked has been done. @throws Error when it takes too long */
  async settle(seconds = 120): Promise<void> {
    await this.#until('every document has a record in the org', seconds, this.sent.length, async () => {
      const { documents } = await recordsOf(this.system.org, this.name);
      return new Set(documents.map(({ file }) => file)).size;
    });
    if (this.#messages.length === 0) return;
    await this.#until('every request is done', seconds, this.#messages.length, () => this.#finished());
  }

  /**
   * Waits until the service knows of every document that it arrived; it looks that up in the org. Whether it does is
   * judged at the end.
   */
  async prove(seconds = 60): Promise<void> {
    const worker = this.workers.findLast(({ isRunning }) => isRunning);
    const proven = async () => {
      const { waiting = 0, arrived = 0, ...others } = (await worker?.counts()) ?? {};
      this.doing = `every document is known to have arrived (${arrived})`;
      return waiting === 0 && Object.values(others).every((count) => count === 0);
    };
    if (worker) await until('every document is known to have arrived', proven, seconds).catch(() => undefined);
  }

  /** Ends the scenario where it stands. */
  giveUp(): void {
    this.#givenUp = true;
  }

  #goOn(): void {
    if (this.#givenUp) throw new Error('The fault was given up.');
  }

  #waitFor(what: string): void {
    this.#goOn();
    this.doing = what;
  }

  async #until(what: string, seconds: number, goal: number, count: () => Promise<number>): Promise<void> {
    let seen = 0;
    const reached = async () => {
      seen = await count();
      this.#waitFor(`${what} (${seen} of ${goal})`);
      return seen >= goal;
    };
    await until(what, reached, seconds).catch((error: unknown) => {
      throw new Error(`${messageOf(error)} (${seen} of ${goal})`);
    });
  }

  /** Stops the workers and judges. */
  async verdict(): Promise<Verdict> {
    const faults: string[] = [];
    await this.prove();
    for (const [index, worker] of this.workers.entries())
      if (!(await worker.stop())) faults.push(`process ${index + 1} did not end in order`);
    const journal =
      this.#databaseUrl === undefined
        ? await directoryJournal(path.join(this.environment.directory, this.#journalDirectory()))
        : await serverJournal(this.#databaseUrl);
    const records = await recordsOf(this.#system.org, this.name);
    const accepted = acceptedBy(this.environment.simulator, this.#controls, this.#partners);
    const events = (await publishedEvents(this.#system.org)) - this.#eventsBefore - this.#rings;
    const verdict = judge({
      sent: this.sent,
      records,
      journal,
      requests: this.#messages.length,
      ...accepted,
      furtherEvents: Math.max(events - this.sent.length, 0),
      before: this.#before
    });
    return { ...verdict, faults: [...verdict.faults, ...faults] };
  }

  /** To be done when the workers have ended. */
  onClose(work: () => void): void {
    this.#closing.push(work);
  }

  async close(): Promise<void> {
    for (const worker of this.workers) await worker.kill();
    for (const work of this.#closing) work();
    await this.environment.close();
  }

  /** Changes the settings of the service, which sees it within seconds or at its start. */
  #configure(): void {
    const environment = this.environment;
    const system = this.#system;
    const { simulator } = environment;
    const config = JSON.parse(readFileSync(environment.configFile, 'utf8')) as {
      tenants: [{ channels: object[]; salesforce: object }];
    };
    const [tenant] = config.tenants;
    Object.assign(config, this.#options.settings ?? {});
    Object.assign(tenant.channels[0] ?? {}, this.#options.mailbox ?? {});
    Object.assign(tenant.salesforce, {
      loginUrl: `http://127.0.0.1:${system.login.port}`,
      audience: 'https://login.salesforce.com',
      clientId: system.org.clientId,
      username: system.org.username,
      reconciliation: { everySeconds: 3, afterSeconds: 20 }
    });
    const { url, clientId, clientSecretFile } = simulator;
    const grid = { url, clientId, clientSecret: { file: clientSecretFile }, waitSeconds: 1 };
    config.tenants = [{ ...tenant, grid } as typeof tenant];
    writeFileSync(environment.configFile, JSON.stringify(config));
  }

  #journalDirectory(): string {
    const config = JSON.parse(readFileSync(this.environment.configFile, 'utf8')) as { database: { directory: string } };
    return config.database.directory;
  }

  async #counts(): Promise<Counts> {
    const { documents, orders } = await recordsOf(this.#system.org, this.name);
    const { accepted } = acceptedBy(this.environment.simulator, this.#controls, this.#partners);
    const waiting = await this.environment.simulator.mailboxes.files('tgseller', 'outgoing');
    return {
      sent: this.sent.length,
      inMailbox: waiting.filter(({ name }) => name.startsWith(`${this.name}-`)).length,
      documents: documents.length,
      orders: orders.length,
      requests: this.#messages.length,
      accepted
    };
  }

  async #finished(): Promise<number> {
    const keys = this.#messages.map((key) => `'${key}'`).join(',');
    const soql = `SELECT Status__c FROM Outbound_Message__c WHERE Message_Key__c IN (${keys}) AND Status__c IN ('Done', 'Failed')`;
    return (await this.#system.org.admin.query(soql)).records.length;
  }

  #newFile(transactionId: string): object {
    const control = this.#system.nextControl();
    this.#controls.push(control);
    const contents = response(`${this.name}-PO1`, control).toString('base64');
    return { transactionId, contents };
  }

  #newPartner(): object {
    const key = `${this.name}-${this.#partners.length + 1}`;
    this.#partners.push(key);
    const id = `NEW${this.#system.nextControl()}`;
    return {
      companyName: `Partner ${key}`,
      role: 'buyer',
      externalKey: key,
      identifiers: [{ qualifier: 'ZZ', id }],
      documentTypes: ['850'],
      usage: 'test'
    };
  }

  /** A file of ours that the network knows, to be corrected and sent again. */
  async #ownTransaction(): Promise<string> {
    const { mailboxes, control, clientId, clientSecretFile, url } = this.environment.simulator;
    const name = `own-${this.name}.edi`;
    const bytes = response(`${this.name}-PO1`, this.#system.nextControl());
    writeFileSync(path.join(mailboxes.root('tgseller'), 'incoming', name), bytes);
    await control.sweep();
    const { gridInterfaces } = await import('../../middleware/src/tradinggrid/actions.ts');
    const grid = { url, clientId, clientSecret: { file: clientSecretFile }, gateway: { paths: {} }, waitSeconds: 1 };
    const { lens } = gridInterfaces(grid, this.environment.directory);
    return until('the network has our file', async () => (await lens.fileNamed(name))?.transactionid);
  }
}
