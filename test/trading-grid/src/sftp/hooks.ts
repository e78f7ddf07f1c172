import type { Faults } from '../faults.ts';
import type { Incoming } from '../network/incoming.ts';
import type { Network } from '../network/network.ts';

/** What the network does about that which happens in a mailbox. */
export interface SftpHooks {
  faults: Faults;
  /** A handle was opened, for writing or for reading only. */
  opened(file: string, writing: boolean): void;
  /** @param bytesRead how many bytes were read over the handle */
  closed(file: string, writing: boolean, bytesRead: number): void;
  renamed(from: string, to: string): void;
  removed(file: string): void;
}

/** The name of a file directly in a folder of the mailbox. */
function nameIn(folder: string, file: string): string | undefined {
  const [, first, name, ...deeper] = file.split('/');
  return first === folder && deeper.length === 0 ? name : undefined;
}

/** Connects a customer's mailbox with the network. */
export function mailboxHooks(mailbox: string, faults: Faults, network: Network, incoming: Incoming): SftpHooks {
  const gone = (file: string) => {
    const name = nameIn('outgoing', file);
    if (name !== undefined) network.pickedUp(mailbox, name);
  };
  return {
    faults,
    opened: (file, writing) => {
      const name = nameIn('incoming', file);
      if (name !== undefined && writing) incoming.opened(mailbox, name);
    },
    closed: (file, writing, bytesRead) => {
      const sent = nameIn('incoming', file);
      if (sent !== undefined && writing) incoming.closed(mailbox, sent);
      const fetched = nameIn('outgoing', file);
      if (fetched !== undefined && !writing) network.pickedUp(mailbox, fetched, bytesRead);
    },
    renamed: (from, to) => {
      gone(from);
      if (nameIn('incoming', to) !== undefined) incoming.plan(mailbox);
    },
    removed: gone
  };
}
