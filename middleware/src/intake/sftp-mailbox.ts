import { createHash, timingSafeEqual } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import net from 'node:net';
import type { SFTPWrapper } from 'ssh2';
import SftpClient from 'ssh2-sftp-client';
import type { RemoteFile } from '../documents/file-store.ts';
import { gatherWrites } from './gathered-writes.ts';
import type { SendingMailbox } from './mailbox.ts';
import { readSmall } from './sftp-read.ts';

export interface MailboxLogin {
  host: string;
  port: number;
  user: string;
  password?: string;
  privateKey?: string;
  hostKeySha256: string;
}

export class HostKeyError extends Error {}

function isPinned(key: Buffer, pinned: string): boolean {
  const seen = createHash('sha256').update(key).digest();
  const expected = Buffer.from(pinned, 'base64');
  return seen.length === expected.length && timingSafeEqual(seen, expected);
}

/** The client would write to the console when a connection ends; what matters rejects the call that it breaks. */
const QUIET = { error: () => undefined, end: () => undefined, close: () => undefined };

/**
 * Opens a mailbox over SFTP. The server's key must be the pinned one, so that nobody in between can take the documents.
 * @throws HostKeyError when the server shows another key
 */
export async function openMailbox(
  login: MailboxLogin,
  folder: string,
  processedFolder: string,
  sendFolder?: string
): Promise<SendingMailbox> {
  const client = new SftpClient('mailbox', QUIET);
  // Every request that waits adds listeners to the connection, which is no leak.
  requestsOf(client).client.setMaxListeners(0);
  const seen: { wrongKey?: boolean } = {};
  // Small SSH packets and Nagle's algorithm cost 40 ms a request, so the socket is opened without it.
  const sock = gatherWrites(net.connect({ host: login.host, port: login.port, noDelay: true }));
  const credentials =
    login.privateKey === undefined ? { password: login.password ?? '' } : { privateKey: login.privateKey };
  try {
    await client.connect({
      username: login.user,
      ...credentials,
      sock,
      readyTimeout: 10_000,
      keepaliveInterval: 15_000,
      hostVerifier: (key: Buffer) => {
        seen.wrongKey = !isPinned(key, login.hostKeySha256);
        return !seen.wrongKey;
      }
    });
  } catch (error) {
    sock.destroy();
    if (seen.wrongKey !== true) throw error;
    const remedy = 'If the server really has a new key, set hostKeySha256 in the configuration.';
    throw new HostKeyError(`${login.host} does not show the pinned host key. ${remedy}`, { cause: error });
  }
  return new SftpMailbox(client, folder, processedFolder, sendFolder);
}

/** What the client is built upon: its own ways to fetch a file take twice as many round trips. */
const requestsOf = (client: SftpClient) => client as unknown as { client: EventEmitter; sftp: SFTPWrapper };

class SftpMailbox implements SendingMailbox {
  readonly #client: SftpClient;
  readonly #folder: string;
  readonly #processed: string;
  readonly #send: string | undefined;
  #processedExists = false;

  constructor(client: SftpClient, folder: string, processed: string, send: string | undefined) {
    this.#send = send;
    this.#client = client;
    this.#folder = folder;
    this.#processed = processed;
  }

  async list(): Promise<RemoteFile[]> {
    const entries = await this.#client.list(this.#folder);
    return entries
      .filter(({ type }) => type === '-')
      .map(({ name, size, modifyTime }) => ({ name, size, modifiedAt: modifyTime }))
      .sort((a, b) => a.modifiedAt - b.modifiedAt || (a.name < b.name ? -1 : 1));
  }

  read(name: string, size: number): Promise<Buffer> {
    return readSmall(requestsOf(this.#client).sftp, `${this.#folder}/${name}`, size);
  }

  async download(name: string, localFile: string): Promise<void> {
    await this.#client.fastGet(`${this.#folder}/${name}`, localFile);
  }

  async acknowledge(name: string, otherName: string): Promise<void> {
    if (!this.#processedExists) {
      if (!(await this.#client.exists(this.#processed))) await this.#client.mkdir(this.#processed, true);
      this.#processedExists = true;
    }
    // Tried first and not asked first: each question is a round trip for every file, and the bytes are stored already.
    try {
      await this.#client.rename(`${this.#folder}/${name}`, `${this.#processed}/${name}`);
    } catch {
      await this.#client.rename(`${this.#folder}/${name}`, `${this.#processed}/${otherName}`);
    }
  }

  async put(name: string, bytes: Buffer): Promise<void> {
    if (this.#send === undefined) throw new Error('The channel has no sendFolder.');
    // Networks pass by what ends so, and take a file once it has its name.
    const unfinished = `${this.#send}/${name}.tmp`;
    await this.#client.put(bytes, unfinished);
    try {
      await this.#client.rename(unfinished, `${this.#send}/${name}`);
    } catch (error) {
      // A try of before, of whose success nobody knew.
      if (!(await this.#client.exists(`${this.#send}/${name}`))) throw error;
      await this.#client.delete(unfinished);
    }
  }

  async close(): Promise<void> {
    await this.#client.end();
  }
}
