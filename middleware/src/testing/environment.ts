import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Simulator, startSimulator } from '../../../test/trading-grid/src/simulator.ts';
import type { SalesforceFake } from './salesforce-fake.ts';

/** A directory with a running mailbox simulator and a configuration of the middleware for it. */
export interface Environment {
  directory: string;
  configFile: string;
  simulator: Simulator;
  /** Writes the configuration again, with these settings of the mailbox in it. */
  configure(mailbox: object): Promise<void>;
  close(): Promise<void>;
}

type OrgAddress = Pick<SalesforceFake, 'url' | 'endpoint' | 'privateKey'>;

/** For tests that bring a CRM of their own: nothing listens there. */
export const NO_ORG: OrgAddress = { url: 'http://127.0.0.1:1', endpoint: '127.0.0.1:1', privateKey: 'unused' };

/** @param adapt changes the configuration before it is written */
export async function prepare(
  org: OrgAddress = NO_ORG,
  mailbox: object = {},
  adapt: (config: ReturnType<typeof configOf>, at: { directory: string; simulator: Simulator }) => object = (config) =>
    config
): Promise<Environment> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-'));
  const simulator = await startSimulator({ dataDirectory: path.join(directory, 'grid'), httpPort: 0, sftpPort: 0 });
  await writeFile(path.join(directory, 'token'), 'operator', { mode: 0o600 });
  await writeFile(path.join(directory, 'key.pem'), org.privateKey, { mode: 0o600 });
  await writeFile(path.join(directory, 'journal.key'), randomBytes(32).toString('hex'), { mode: 0o600 });
  const configFile = path.join(directory, 'tgrid.json');
  const configure = (changed: object) =>
    writeFile(configFile, JSON.stringify(adapt(configOf(org, simulator, changed), { directory, simulator })));
  await configure(mailbox);
  const close = async () => {
    await simulator.close();
    await rm(directory, { recursive: true, force: true });
  };
  return { directory, configFile, simulator, configure, close };
}

/** Files are put into the mailbox whole, so that nothing must be waited for. */
const PACE = { pollSeconds: 0.1, settleSeconds: 0.01 };

function configOf(org: OrgAddress, simulator: Simulator, mailbox: object) {
  const { host, port, user, passwordFile, hostKeySha256 } = simulator.sftp;
  return {
    database: { directory: 'journal', key: { file: 'journal.key' } },
    http: { port: 0, token: { file: 'token' } },
    spoolDirectory: 'spool',
    tenants: [
      {
        id: 'acme',
        identifiers: [{ qualifier: 'ZZ', id: 'TGSELLER' }],
        channels: [
          {
            type: 'sftp',
            host,
            port,
            user,
            password: { file: passwordFile },
            hostKeySha256,
            sendFolder: '/incoming',
            ...PACE,
            ...mailbox
          }
        ],
        salesforce: {
          loginUrl: org.url,
          clientId: 'client',
          username: 'integration@example.com',
          privateKey: { file: 'key.pem' },
          pubsub: { endpoint: org.endpoint, tls: false },
          namespace: ''
        }
      }
    ]
  };
}

/** The part of a tenant's configuration that leads to the interfaces of a simulator. */
export function gridOf({ url, clientId, clientSecretFile, companyId, cartographer }: Simulator) {
  const { user, passwordFile, solutionId } = cartographer;
  return {
    url,
    clientId,
    clientSecret: { file: clientSecretFile },
    companyId,
    cartographer: { user, password: { file: passwordFile }, solutionId, entity: 'TRADING_PARTNERS' }
  };
}
