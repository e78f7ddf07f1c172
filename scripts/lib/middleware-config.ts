import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunFile } from './run-file.ts';

export interface MiddlewareParts {
  /** Where the configuration and the journal are kept. */
  folder: string;
  /** Bearer token of the middleware's own HTTP interface. */
  tokenFile: string;
  privateKeyFile: string;
  clientId: string;
  namespace: string;
  simulator: RunFile['simulator'];
  localOrg: RunFile['localOrg'];
}

/** Writes the middleware's configuration for a system on this machine. Secrets stay in their files. */
export function middlewareConfig(parts: MiddlewareParts): { configFile: string; tokenFile: string } {
  mkdirSync(parts.folder, { recursive: true, mode: 0o700 });
  const { sftp, url, clientId, secretFile, companyId, cartographer } = parts.simulator;
  const config = {
    database: { directory: path.join(parts.folder, 'journal'), key: { file: keyFile(parts.folder) } },
    http: { port: 0, token: { file: parts.tokenFile } },
    tenants: [
      {
        id: 'local',
        identifiers: [{ qualifier: 'ZZ', id: 'TGSELLER' }],
        channels: [
          {
            type: 'sftp',
            host: sftp.host,
            port: sftp.port,
            user: sftp.user,
            password: { file: sftp.passwordFile },
            hostKeySha256: sftp.hostKeySha256,
            mode: 'move',
            sendFolder: '/incoming',
            pollSeconds: 0.5,
            settleSeconds: 0.1
          },
          {
            type: 'directory',
            name: 'drop',
            folder: dropFolder(parts.folder),
            processedFolder: path.join(parts.folder, 'drop-processed'),
            pollSeconds: 0.5,
            settleSeconds: 0.1
          }
        ],
        grid: {
          url,
          clientId,
          clientSecret: { file: secretFile },
          companyId,
          cartographer: {
            user: cartographer.user,
            password: { file: cartographer.passwordFile },
            solutionId: cartographer.solutionId,
            entity: 'TRADING_PARTNERS'
          },
          waitSeconds: 2,
          lens: { pollSeconds: 2, settleSeconds: 5 }
        },
        salesforce: {
          loginUrl: parts.localOrg.url,
          clientId: parts.clientId,
          username: 'integration@acme-seller.example',
          privateKey: { file: parts.privateKeyFile },
          pubsub: { endpoint: parts.localOrg.pubSub, tls: false },
          namespace: parts.namespace,
          reconciliation: { everySeconds: 5, afterSeconds: 60 }
        }
      }
    ]
  };
  const configFile = path.join(parts.folder, 'config.json');
  writeFileSync(configFile, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  return { configFile, tokenFile: parts.tokenFile };
}

/** The key that the journal is encrypted with: made once, since what it encrypted is lost with it. */
function keyFile(folder: string): string {
  const file = path.join(folder, 'journal.key');
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
  return file;
}

/** Files that are put here come in, as over SFTP. */
function dropFolder(folder: string): string {
  const drop = path.join(folder, 'drop');
  mkdirSync(drop, { recursive: true, mode: 0o700 });
  return drop;
}
