import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import jsforce from 'jsforce';
import type { RunFile } from '../../scripts/lib/run-file.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = path.join(root, 'node_modules', '.bin');
const run = promisify(execFile);

export interface QueryBody<T> {
  totalSize: number;
  done: boolean;
  records: T[];
}

/** The whole product, started as a user starts it, with data of its own that goes when it stops. */
export class System {
  readonly folder: string;
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly runFile: RunFile;

  private constructor(folder: string, process: ChildProcess, ended: Promise<unknown>) {
    this.folder = folder;
    this.#process = process;
    this.#ended = ended;
    this.runFile = JSON.parse(readFileSync(path.join(folder, '.local', 'run.json'), 'utf8')) as RunFile;
  }

  /**
   * Starts simulator, local org and middleware, and waits for the line `Ready: URL`.
   *
   * @param options.folder data of an earlier start to go on with
   * @param options.empty an org without sample accounts and partners
   */
  static async start(options: { namespace?: string; folder?: string; empty?: boolean } = {}): Promise<System> {
    const folder = options.folder ?? mkdtempSync(path.join(tmpdir(), 'trading-grid-'));
    const parameters = ['scripts/start.ts', '--data', path.join(folder, '.local')];
    if (options.namespace !== undefined) {
      parameters.push('--namespace', options.namespace);
    }
    if (options.empty) {
      parameters.push('--empty');
    }
    const child = spawn(process.execPath, parameters, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise((resolve) => child.once('close', resolve));
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        output += `${line}\n`;
        if (line.startsWith('Ready: ')) {
          resolve();
        }
      });
      void ended.then(() => reject(new Error(`The system did not start:\n${output}`)));
    });
    return new System(folder, child, ended);
  }

  /** Waits until the system has ended by itself, and leaves its data. */
  async ended(): Promise<void> {
    await this.#ended;
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGINT');
    await this.#ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs `npx tgrid …` against this system. */
  tgrid(...parameters: string[]): Promise<{ stdout: string; stderr: string }> {
    return this.#command('tgrid', parameters);
  }

  /** Runs `npx local-org query SOQL --json` against this system. */
  async query<T>(soql: string): Promise<T[]> {
    const { stdout } = await this.#command('local-org', ['query', soql, '--json']);
    return (JSON.parse(stdout) as QueryBody<T>).records;
  }

  /** What Salesforce's search finds by a text in all that may be searched. */
  async search(text: string): Promise<{ type: string; id: string }[]> {
    const { searchRecords } = await this.#admin().search(`FIND {"${text}"} IN ALL FIELDS`);
    return searchRecords.map((record) => ({ type: String(record.attributes?.type), id: String(record.Id) }));
  }

  /** Does what an admin does who registers an identifier of an account's partner. */
  async registerIdentifier(account: string, qualifier: string, value: string): Promise<void> {
    const admin = this.#admin();
    const [partner] = await this.query<{ Id: string }>(`SELECT Id FROM Trading_Partner__c WHERE Name = '${account}'`);
    await admin.sobject('Trading_Identifier__c').create({
      Partner__c: partner?.Id,
      Scheme__c: 'ISA',
      Qualifier__c: qualifier,
      Value__c: value,
      Owner_Role__c: 'Partner',
      Usage__c: 'Both'
    });
  }

  /** Changes settings of a user, as an admin does. */
  async updateUser(username: string, settings: Record<string, string>): Promise<void> {
    const [user] = await this.query<{ Id: string }>(`SELECT Id FROM User WHERE Username = '${username}'`);
    await this.#admin()
      .sobject('User')
      .update({ Id: String(user?.Id), ...settings });
  }

  /** Runs anonymous Apex as the org's administrator. */
  async apex(code: string): Promise<void> {
    const result = await this.#admin().tooling.executeAnonymous(code);
    if (!result.success) {
      throw new Error(result.compileProblem ?? result.exceptionMessage ?? 'The Apex failed.');
    }
  }

  /** What the customer's gateway of the network knows about a partner. */
  async gridPartner(partnerId: string): Promise<unknown> {
    const { url, clientId, secretFile } = this.runFile.simulator;
    const basic = Buffer.from(`${clientId}:${readFileSync(secretFile, 'utf8').trim()}`).toString('base64');
    const login = await fetch(`${url}/v1/oauth2/tokens?grant_type=client_credentials`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` }
    });
    const { access_token } = (await login.json()) as { access_token: string };
    const answer = await fetch(`${url}/gateway/v1/partners/${partnerId}`, {
      headers: { authorization: `Bearer ${access_token}` }
    });
    return answer.json();
  }

  /** Asks until the answer satisfies the condition; fails with the last answer when it never does. */
  async eventually<T>(ask: () => Promise<T>, isDone: (answer: T) => boolean, withinMs = 30_000): Promise<T> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const answer = await ask();
      if (isDone(answer)) {
        return answer;
      }
      if (Date.now() > deadline) {
        throw new Error(`Waited ${withinMs} ms. Last answer: ${JSON.stringify(answer, null, 2)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  #admin(): jsforce.Connection {
    const { url, tokenFile } = this.runFile.localOrg;
    return new jsforce.Connection({
      instanceUrl: url,
      accessToken: readFileSync(tokenFile, 'utf8').trim(),
      version: '67.0'
    });
  }

  #command(program: string, parameters: string[]): Promise<{ stdout: string; stderr: string }> {
    return run(path.join(bin, program), parameters, {
      cwd: this.folder,
      env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`, NODE_OPTIONS: '' },
      maxBuffer: 64 * 1024 * 1024
    });
  }
}
