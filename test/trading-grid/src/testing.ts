import { mkdtemp, readFile, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import SftpClient from 'ssh2-sftp-client';
import type { Settings } from './state/model.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from './simulator.ts';

export interface Transaction {
  transactionid: string;
  correlationid: string;
  parenttransactionid: string | null;
  transactionlevel: string;
  editype: string;
  status: string;
  statusdate: string;
  fastatus: string | null;
  fastatusdate: string | null;
  deliverystatus: string | null;
  receivefilename: string;
  deliveryfilename: string | null;
  receivermailbox: string | null;
  errorcode: string | null;
  externalerrormessage: string | null;
  outsize: number | null;
  contentkeys: { key: string; value: string }[] | null;
}

const FIELDS = [
  'transactionid', 'correlationid', 'parenttransactionid', 'transactionlevel', 'editype', 'status', 'statusdate',
  'fastatus', 'fastatusdate', 'deliverystatus', 'receivefilename', 'deliveryfilename', 'receivermailbox', 'errorcode',
  'externalerrormessage', 'outsize', 'contentkeys { key value }'
].join(' '); // prettier-ignore

export interface LensAnswer {
  data: {
    getTransactions: {
      count: number;
      total: number;
      offset: number;
      scrollid: string | null;
      transactions: Transaction[];
    };
  } | null;
  errors?: { message: string; extensions?: Record<string, unknown> }[];
}

/** A running simulator with the clients that a customer has. */
export class Grid {
  readonly directory: string;
  simulator: Simulator;
  #token = '';

  private constructor(directory: string, simulator: Simulator) {
    this.directory = directory;
    this.simulator = simulator;
  }

  /** Sweeps are asked for and not waited for, unless the settings say otherwise. */
  static async start(settings: Partial<Settings> = {}, options: Partial<SimulatorOptions> = {}): Promise<Grid> {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-grid-'));
    const all = { sweepSeconds: 3600, ...settings };
    const start = { dataDirectory: directory, httpPort: 0, sftpPort: 0, settings: all, ...options };
    return new Grid(directory, await startSimulator(start));
  }

  get control() {
    return this.simulator.control;
  }

  async restart(): Promise<void> {
    await this.simulator.close();
    this.simulator = await startSimulator({ dataDirectory: this.directory, httpPort: 0, sftpPort: 0 });
    this.#token = '';
  }

  async close(): Promise<void> {
    await this.simulator.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  async login(): Promise<Response> {
    const secret = (await readFile(this.simulator.clientSecretFile, 'utf8')).trim();
    const basic = Buffer.from(`${this.simulator.clientId}:${secret}`).toString('base64');
    return fetch(`${this.simulator.url}/v1/oauth2/tokens?grant_type=client_credentials`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` }
    });
  }

  /** A request of the customer, with a token that is renewed when it has ended. */
  async request(
    method: string,
    url: string,
    body?: object | Buffer,
    headers: Record<string, string> = {}
  ): Promise<Response> {
    if (this.#token === '') await this.#renew();
    const content = Buffer.isBuffer(body) ? new Uint8Array(body) : body && JSON.stringify(body);
    const type = Buffer.isBuffer(body) ? 'application/octet-stream' : 'application/json';
    const send = () =>
      fetch(this.simulator.url + url, {
        method,
        headers: { authorization: `Bearer ${this.#token}`, 'content-type': type, ...headers },
        ...(content !== undefined && { body: content })
      });
    const response = await send();
    if (response.status !== 401) return response;
    await this.#renew();
    return send();
  }

  async #renew(): Promise<void> {
    this.#token = ((await (await this.login()).json()) as { access_token: string }).access_token;
  }

  /** @param query what stands in the brackets after `query:`, without contentKeyFilters */
  async lens(query: string, fields = FIELDS): Promise<LensAnswer> {
    const text = `{ getTransactions(query: { ${query} }) { count total offset scrollid transactions { ${fields} } } }`;
    const response = await this.request('POST', '/visibility_transaction_search', { query: text });
    return (await response.json()) as LensAnswer;
  }

  /** The entries that a query finds, the oldest first; content keys included. */
  async find(query = ''): Promise<Transaction[]> {
    const answer = await this.lens(
      `count: 1000 contentKeyFilters: [] sortby: { field: arrivaltime type: ASC } ${query}`
    );
    if (!answer.data || answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data.getTransactions.transactions;
  }

  /** All entries once their statuses are these: the server may hear of the end of a transfer after the client did. */
  async findOnce(statuses: string[]): Promise<Transaction[]> {
    for (let attempt = 0; ; attempt += 1) {
      const found = await this.find();
      if (found.map(({ status }) => status).join() === statuses.join()) return found;
      if (attempt > 100)
        throw new Error(`waited for ${statuses.join()}, have ${found.map(({ status }) => status).join()}`);
      await delay(20);
    }
  }

  async sftp(): Promise<SftpClient> {
    const { host, port, user, passwordFile } = this.simulator.sftp;
    // The client would write to the console when a connection ends.
    const client = new SftpClient('test', { error: () => undefined, end: () => undefined, close: () => undefined });
    const password = (await readFile(passwordFile, 'utf8')).trim();
    // With Nagle's algorithm each small request would wait 40 ms.
    const sock = net.connect({ host, port, noDelay: true });
    await client.connect({ sock, username: user, password });
    return client;
  }

  /** Uploads a file as a careful client does, and lets the network take it. */
  async upload(name: string, content: string): Promise<void> {
    const client = await this.sftp();
    await client.put(Buffer.from(content), `/incoming/${name}.part`);
    await client.rename(`/incoming/${name}.part`, `/incoming/${name}`);
    await client.end();
    await this.control.sweep();
  }
}

interface InvoiceFile {
  control: number;
  receiver?: string;
  invoice?: string;
  sender?: string;
  /** Sets in the group. */
  sets?: number;
}

/** An X12 interchange with invoices of the sample customer, written by hand so that it judges the writer as well. */
export function invoiceFile({
  control,
  receiver = 'TGBUYER',
  invoice = 'INV-1',
  sender = 'TGSELLER',
  sets = 1
}: InvoiceFile): string {
  const number = String(control).padStart(9, '0');
  const bodies = Array.from({ length: sets }, (_, index) => [
    `ST*810*000${index + 1}`,
    `BIG*20260119*${invoice}${sets > 1 ? `-${index + 1}` : ''}**PO-4711***DI`,
    'IT1*1*10*EA*9.25**VN*AB3542',
    'TDS*9250',
    'CTT*1',
    `SE*6*000${index + 1}`
  ]).flat();
  return [
    `ISA*00*          *00*          *ZZ*${sender.padEnd(15)}*ZZ*${receiver.padEnd(15)}*260119*0930*U*00401*${number}*0*P*>`,
    `GS*IN*${sender}*${receiver}*20260119*0930*${control}*X*004010`,
    ...bodies,
    `GE*${sets}*${control}`,
    `IEA*1*${number}`
  ]
    .map((segment) => `${segment}~\n`)
    .join('');
}
