import { timingSafeEqual } from 'node:crypto';
import net, { type AddressInfo } from 'node:net';
import ssh2, { type AuthContext, type Connection } from 'ssh2';
import { fingerprint } from '../secrets.ts';
import type { SftpHooks } from './hooks.ts';
import { serveSftp } from './session.ts';

export interface SftpAccount {
  user: string;
  password: string;
  /** Public keys in OpenSSH's one-line form that may log in as well. */
  authorizedKeys: string[];
  /** The directory that the account sees as `/`. */
  root: string;
  hooks: SftpHooks;
}

export interface SftpServer {
  port: number;
  readonly hostKeySha256: string;
  /** Adds an account for logins from now on. */
  add(account: SftpAccount): void;
  /** Ends all connections; later ones see this key. */
  changeHostKey(hostKey: string): void;
  close(): Promise<void>;
}

function equal(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function keyMatches(context: Extract<AuthContext, { method: 'publickey' }>, authorized: string): boolean {
  const key = ssh2.utils.parseKey(authorized);
  if (key instanceof Error) return false;
  if (!key.getPublicSSH().equals(context.key.data)) return false;
  if (!context.signature) return true;
  if (context.blob === undefined) return false;
  // A signature that does not even fit the key is answered with an Error object, which the types do not say.
  const verified: unknown = key.verify(context.blob, context.signature, context.hashAlgo);
  return verified === true;
}

function authenticate(context: AuthContext, accounts: SftpAccount[]): SftpAccount | undefined {
  const account = accounts.find((candidate) => candidate.user === context.username);
  if (!account) return undefined;
  if (context.method === 'password') return equal(context.password, account.password) ? account : undefined;
  if (context.method === 'publickey') {
    return account.authorizedKeys.some((key) => keyMatches(context, key)) ? account : undefined;
  }
  return undefined;
}

function serve(connection: Connection, accounts: SftpAccount[], cut: () => void): void {
  let account: SftpAccount | undefined;
  connection.on('authentication', (context) => {
    account = authenticate(context, accounts);
    if (account) context.accept();
    else context.reject(['password', 'publickey']);
  });
  connection.on('ready', () => {
    connection.on('session', (accept) => {
      const session = accept();
      session.on('sftp', (acceptSftp) => {
        if (account) serveSftp(acceptSftp(), account.root, account.hooks, cut);
      });
    });
  });
  // A client that disappears is no fault of the server; its session just ends.
  connection.on('error', () => connection.end());
}

/**
 * An SSH server on loopback that serves nothing but SFTP. Port 0 takes a free one.
 * @param isDown asked for each connection; true ends it at once
 */
export async function startSftpServer(
  port: number,
  hostKey: string,
  accounts: SftpAccount[],
  isDown: () => boolean = () => false
): Promise<SftpServer> {
  const connections = new Set<Connection>();
  /** By the client's port, which is how ssh2 names a connection. */
  const sockets = new Map<number, net.Socket>();
  const speaking = (key: string) =>
    new ssh2.Server({ hostKeys: [key] }, (connection, info) => {
      connections.add(connection);
      connection.on('close', () => connections.delete(connection));
      serve(connection, accounts, () => sockets.get(info.port)?.destroy());
    });
  let ssh = speaking(hostKey);
  let hostKeySha256 = fingerprintOf(hostKey);
  // As OpenSSH does: with Nagle's algorithm every answer would wait 40 ms for the client's acknowledgement.
  const server = net.createServer({ noDelay: true }, (socket) => {
    if (isDown()) {
      socket.destroy();
      return;
    }
    const client = socket.remotePort ?? 0;
    sockets.set(client, socket);
    socket.on('close', () => sockets.delete(client));
    // What is answered to requests that came together goes out together.
    socket.on('data', () => {
      socket.cork();
      setImmediate(() => socket.uncork());
    });
    ssh.injectSocket(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const endAll = () => {
    for (const connection of connections) connection.end();
  };
  return {
    port: (server.address() as AddressInfo).port,
    get hostKeySha256() {
      return hostKeySha256;
    },
    add: (account) => void accounts.push(account),
    changeHostKey: (key) => {
      ssh = speaking(key);
      hostKeySha256 = fingerprintOf(key);
      endAll();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        endAll();
      })
  };
}

function fingerprintOf(hostKey: string): string {
  const key = ssh2.utils.parseKey(hostKey);
  if (key instanceof Error) throw key;
  return fingerprint(key.getPublicSSH());
}
