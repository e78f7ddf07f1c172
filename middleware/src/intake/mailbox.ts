import type { RemoteFile } from '../documents/file-store.ts';

/** A mailbox that documents are fetched from. */
export interface Mailbox {
  list(): Promise<RemoteFile[]>;
  /** Fetches a small file into memory, as much of it as the listing says and one byte more if there is one. */
  read(name: string, size: number): Promise<Buffer>;
  /** Fetches a file into a local one. */
  download(name: string, localFile: string): Promise<void>;
  /** Moves a file out of the way, under `otherName` where its own is taken. */
  acknowledge(name: string, otherName: string): Promise<void>;
  close(): Promise<void>;
}

/** A mailbox that files of ours are put into. */
export interface SendingMailbox extends Mailbox {
  /**
   * Puts a file where the other side fetches it, in place of one of that name. It appears whole or not at all.
   * @throws Error where the channel has no folder to send to
   */
  put(name: string, bytes: Buffer): Promise<void>;
}
