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
  close(): Promise<void>;
}

export async function prepare(
  org: Pick<SalesforceFake, 'url' | 'endpoint' | 'privateKey'>,
  mailbox: object = {}
): Promise<Environment> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-'));
  const simulator = await startSimulator({ dataDirectory: path.join(directory, 'grid'), httpPort: 0, sftpPort: 0 });
  const { host, port, user, passwordFile, hostKeySha256 } = simulator.sftp;
  await writeFile(path.join(directory, 'token'), 'operator', { mode: 0o600 });
  await writeFile(path.join(directory, 'key.pem'), org.privateKey, { mode: 0o600 });
  const config = {
    database: { directory: 'journal' },
    http: { port: 0, token: { file: 'token' } },
    spoolDirectory: 'spool',
    tenants: [
      {
        id: 'acme',
        identifiers: [{ qualifier: 'ZZ', id: 'TGSELLER' }],
        mailbox: { host, port, user, password: { file: passwordFile }, hostKeySha256, pollSeconds: 0.1, ...mailbox },
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
  const configFile = path.join(directory, 'tgrid.json');
  await writeFile(configFile, JSON.stringify(config));
  const close = async () => {
    await simulator.close();
    await rm(directory, { recursive: true, force: true });
  };
  return { directory, configFile, simulator, close };
}
