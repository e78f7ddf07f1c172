import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type App, startApp } from '../app.ts';
import { loadConfig } from '../config/load.ts';
import { signatureOf } from '../intake/push.ts';
import { createLogger } from '../telemetry/log.ts';
import { CrmFake } from './crm-fake.ts';
import { orderFile } from './edi.ts';
import { type Environment, prepare } from './environment.ts';
import { until } from './wait.ts';

const SECRET = 'push-secret';
/** Tokens of clients, by the file that holds them; `operator` is the operator's. */
const TOKENS = { viewer: 'view', agent: 'act', stranger: 'strange' };

interface Asked {
  method?: string;
  token?: string | null;
  body?: unknown;
}

interface Push {
  name?: string;
  id?: string;
  timestamp?: string;
  secret?: string;
  signature?: string;
  route?: string;
  bytes?: Buffer;
  headers?: Record<string, string>;
}

/** The service with clients of all roles and a push channel, asked over HTTP. */
export class HttpService {
  readonly environment: Environment;
  readonly app: App;
  readonly crm: CrmFake;
  readonly secretsDirectory: string;
  /** Control number and order number of the next file; each test has its own. */
  control = 0;

  private constructor(environment: Environment, app: App, crm: CrmFake, secretsDirectory: string) {
    this.environment = environment;
    this.app = app;
    this.crm = crm;
    this.secretsDirectory = secretsDirectory;
  }

  static async start(): Promise<HttpService> {
    let secretsDirectory = '';
    const environment = await prepare(undefined, { pollSeconds: 3600 }, (config, { directory }) => {
      secretsDirectory = path.join(directory, 'tenant-secrets');
      const [tenant] = config.tenants;
      const push = { type: 'push', secrets: [{ file: 'push' }, { file: 'push-old' }], maxBytes: 100_000 };
      const clients = [
        { name: 'monitor', role: 'viewer', token: { file: 'viewer' } },
        { name: 'package', role: 'agent', token: { file: 'agent' }, tenants: ['acme'] },
        { name: 'other org', role: 'agent', token: { file: 'stranger' }, tenants: ['elsewhere'] }
      ];
      return {
        ...config,
        http: { ...config.http, clients, requestsPerMinute: 400, tenantSecrets: secretsDirectory },
        tenants: [{ ...tenant, channels: [...(tenant?.channels ?? []), push] }]
      };
    });
    const secrets = { ...TOKENS, push: SECRET, 'push-old': `${SECRET}-before` };
    for (const [name, secret] of Object.entries(secrets))
      await writeFile(path.join(environment.directory, name), secret);
    const crm = new CrmFake();
    const app = await startApp(loadConfig(environment.configFile), createLogger('silent'), crm);
    return new HttpService(environment, app, crm, secretsDirectory);
  }

  /** Begins a test: no event is left of the one before. */
  next(): void {
    this.crm.events.length = 0;
    this.control += 1;
  }

  async stop(): Promise<void> {
    await this.app.stop();
    await this.environment.close();
  }

  async ask(route: string, { method = 'GET', token = 'operator', body }: Asked = {}) {
    const response = await fetch(`http://127.0.0.1:${this.app.httpPort}${route}`, {
      method,
      headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    });
    const text = await response.text();
    const json: unknown = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : undefined;
    return { status: response.status, text, json, headers: response.headers };
  }

  async push(one: Push = {}) {
    const {
      name = `po-${this.control}.edi`,
      id = randomUUID(),
      timestamp = String(Math.floor(Date.now() / 1000)),
      secret = SECRET,
      route = '/push/acme/push',
      bytes = orderFile({ number: `PO-${this.control}`, control: String(this.control) }),
      headers = {}
    } = one;
    const signature = one.signature ?? signatureOf({ name, id, timestamp, bytes }, secret);
    const response = await fetch(`http://127.0.0.1:${this.app.httpPort}${route}`, {
      method: 'POST',
      body: new Uint8Array(bytes),
      headers: {
        'content-type': 'application/octet-stream',
        'x-tgrid-file': encodeURIComponent(name),
        'x-tgrid-id': id,
        'x-tgrid-timestamp': timestamp,
        'x-tgrid-signature': signature,
        ...headers
      }
    });
    return { status: response.status, body: (await response.json()) as { repeated?: boolean; detail?: string } };
  }

  /** A document that was pushed and published. */
  async document() {
    await this.push();
    const event = await until('it is published', () => this.crm.events[0]);
    return { key: event.documentKey, base: `/v1/tenants/acme/documents/${event.documentKey}` };
  }
}
