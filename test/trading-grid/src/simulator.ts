import { mkdir, readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gridApp } from './http/app.ts';
import { Mailboxes } from './mailbox.ts';
import { loadSecrets } from './secrets.ts';
import { startSftpServer } from './sftp/server.ts';

export interface SimulatorOptions {
  /** Holds mailboxes, host key and secrets; made when it is missing. */
  dataDirectory: string;
  /** 0 takes a free port. */
  httpPort: number;
  sftpPort: number;
}

export interface Simulator {
  url: string;
  sftp: { host: string; port: number; user: string; passwordFile: string; hostKeySha256: string };
  clientId: string;
  clientSecretFile: string;
  mailbox: string;
  mailboxes: Mailboxes;
  close(): Promise<void>;
}

/** The sample customer's mailbox, which is also the user name of its SFTP account. */
const MAILBOX = 'tgseller';
const CLIENT_ID = 'tgseller-client';

async function authorizedKeys(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

/** Starts the Trading Grid simulator on loopback: an SFTP mailbox and the network's HTTP interfaces. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const directory = path.join(options.dataDirectory, 'mailboxes');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const secrets = loadSecrets(options.dataDirectory);
  const mailboxes = new Mailboxes(directory);
  await mailboxes.create(MAILBOX);
  const account = {
    user: MAILBOX,
    password: secrets.password,
    authorizedKeys: await authorizedKeys(path.join(options.dataDirectory, 'authorized_keys')),
    root: mailboxes.root(MAILBOX)
  };
  const sftp = await startSftpServer(options.sftpPort, secrets.hostKey, [account]);
  const app = gridApp(mailboxes, { id: CLIENT_ID, secret: secrets.clientSecret });
  const http = await new Promise<Server>((resolve, reject) => {
    const server = app.listen(options.httpPort, '127.0.0.1', (error) => (error ? reject(error) : resolve(server)));
  });
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    sftp: {
      host: '127.0.0.1',
      port: sftp.port,
      user: MAILBOX,
      passwordFile: secrets.passwordFile,
      hostKeySha256: sftp.hostKeySha256
    },
    clientId: CLIENT_ID,
    clientSecretFile: secrets.clientSecretFile,
    mailbox: MAILBOX,
    mailboxes,
    close: async () => {
      http.closeAllConnections();
      await Promise.all([sftp.close(), new Promise((resolve) => http.close(resolve))]);
    }
  };
}
