import {
  closeSync,
  fstatSync,
  ftruncateSync,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  type Stats,
  truncateSync,
  utimesSync,
  writeSync
} from 'node:fs';
import path from 'node:path';
import ssh2, { type Attributes, type FileEntry, type InputAttributes, type SFTPWrapper } from 'ssh2';
import { setTimeout as delay } from 'node:timers/promises';
import type { Operation } from '../faults.ts';
import type { SftpHooks } from './hooks.ts';
import { confinedPath, virtualPath } from './paths.ts';

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;

interface OpenDirectory {
  entries: FileEntry[];
}
/** A file that a client has open, and how much of it went over the line. */
interface OpenFile {
  descriptor: number;
  path: string;
  writing: boolean;
  bytesRead: number;
  bytesWritten: number;
}
type Opened = OpenFile | { directory: OpenDirectory };

const STATUS_OF_CODE: Record<string, number> = {
  ENOENT: STATUS_CODE.NO_SUCH_FILE,
  ENOTDIR: STATUS_CODE.NO_SUCH_FILE,
  EACCES: STATUS_CODE.PERMISSION_DENIED,
  EPERM: STATUS_CODE.PERMISSION_DENIED
};

function statusOf(error: unknown): number {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return STATUS_OF_CODE[code] ?? STATUS_CODE.FAILURE;
}

function attributesOf(stats: Stats): Attributes {
  const { mode, size, uid, gid } = stats;
  return { mode, size, uid, gid, atime: Math.floor(stats.atimeMs / 1000), mtime: Math.floor(stats.mtimeMs / 1000) };
}

/** A line as `ls -l` prints it: OpenSSH's client shows it untouched. */
function longName(name: string, stats: Stats): string {
  const date = stats.mtime.toUTCString().slice(5, 22);
  return `${stats.isDirectory() ? 'drwxr-xr-x' : '-rw-r--r--'} 1 grid grid ${String(stats.size).padStart(10)} ${date} ${name}`;
}

function openMode(flags: number): string {
  if (flags & OPEN_MODE.APPEND) return flags & OPEN_MODE.READ ? 'a+' : 'a';
  if (flags & OPEN_MODE.EXCL) return flags & OPEN_MODE.READ ? 'wx+' : 'wx';
  if (flags & OPEN_MODE.TRUNC) return flags & OPEN_MODE.READ ? 'w+' : 'w';
  if (flags & OPEN_MODE.CREAT) return 'a+';
  return flags & OPEN_MODE.WRITE ? 'r+' : 'r';
}

/** A client may ask for 4 GB in one packet; it gets a shorter read, as the protocol allows. */
const LONGEST_READ = 256 * 1024;

/**
 * Serves one SFTP session (protocol version 3) over a directory, which no path leads out of. Its calls to the file
 * system wait for it: by way of Node's thread pool each would cost fifteen times as much processor time, a dozen of them
 * a file, which whoever is measured beside this server would lack.
 * @param cut ends the connection without a word
 */
export function serveSftp(sftp: SFTPWrapper, root: string, hooks: SftpHooks, cut: () => void): void {
  const { faults } = hooks;
  const opened = new Map<number, Opened>();
  let lastHandle = 0;
  let ended = false;

  const real = (given: string) => confinedPath(root, given);

  const register = (entry: Opened): Buffer => {
    lastHandle += 1;
    opened.set(lastHandle, entry);
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(lastHandle);
    return handle;
  };
  const lookUp = (handle: Buffer) => (handle.length === 4 ? opened.get(handle.readUInt32BE()) : undefined);
  const openFile = (handle: Buffer): OpenFile => {
    const entry = lookUp(handle);
    if (!entry || !('descriptor' in entry)) throw new Error('no open file has this handle');
    return entry;
  };
  const descriptorOf = (handle: Buffer): number => openFile(handle).descriptor;
  const closed = ({ path: file, writing, bytesRead }: OpenFile) => hooks.closed(file, writing, bytesRead);
  const trouble = async (operation: Operation | undefined, given: string | undefined): Promise<void> => {
    const slow = faults.strike('sftp.slow');
    if (slow) await delay(slow.delayMs);
    if (faults.strike('sftp.down')) cut();
    if (operation === undefined) return;
    const refused = faults.strike('sftp.refuse', {
      operation,
      ...(given !== undefined && { path: virtualPath(given) })
    });
    if (refused) throw Object.assign(new Error('refused by a test'), { code: 'EACCES' });
  };
  const answer = (request: number, work: () => void, operation?: Operation, given?: string): void => {
    const failed = (error: unknown) => sftp.status(request, statusOf(error));
    if (!faults.isEmpty) {
      trouble(operation, given).then(work).catch(failed);
      return;
    }
    try {
      work();
    } catch (error) {
      failed(error);
    }
  };
  const done = (request: number, work: () => void, operation?: Operation, given?: string): void =>
    answer(
      request,
      () => {
        work();
        if (operation !== undefined && faults.strike('sftp.cutAfter', { operation })) cut();
        else sftp.status(request, STATUS_CODE.OK);
      },
      operation,
      given
    );
  /** How many of these bytes still go over the line before a fault ends the connection. */
  const allowance = (entry: OpenFile, transfer: 'read' | 'write', wanted: number): { bytes: number; cut: boolean } => {
    const fault = faults.isEmpty ? undefined : faults.dropOf(transfer, entry.path);
    if (!fault) return { bytes: wanted, cut: false };
    const left = (fault.afterBytes ?? 0) - (transfer === 'read' ? entry.bytesRead : entry.bytesWritten);
    return left > wanted ? { bytes: wanted, cut: false } : { bytes: Math.max(0, left), cut: faults.used(fault) };
  };
  const setAttributes = (file: string, attributes: InputAttributes): void => {
    if (attributes.size !== undefined) truncateSync(file, attributes.size);
    if (attributes.mtime !== undefined) utimesSync(file, attributes.atime ?? attributes.mtime, attributes.mtime);
  };

  sftp.on('REALPATH', (request, given) => {
    const filename = virtualPath(given);
    sftp.name(request, [{ filename, longname: filename, attrs: {} as Attributes }]);
  });
  for (const name of ['STAT', 'LSTAT'] as const) {
    const read = name === 'STAT' ? statSync : lstatSync;
    sftp.on(name as 'STAT', (request: number, given: string) =>
      answer(request, () => sftp.attrs(request, attributesOf(read(real(given)))))
    );
  }
  sftp.on('FSTAT', (request, handle) =>
    answer(request, () => sftp.attrs(request, attributesOf(fstatSync(descriptorOf(handle)))))
  );
  sftp.on('SETSTAT', (request, given, attributes) => done(request, () => setAttributes(real(given), attributes)));
  sftp.on('FSETSTAT', (request, handle, given) =>
    done(request, () => {
      const attributes: InputAttributes = given;
      const descriptor = descriptorOf(handle);
      if (attributes.size !== undefined) ftruncateSync(descriptor, attributes.size);
      if (attributes.mtime !== undefined) {
        futimesSync(descriptor, attributes.atime ?? attributes.mtime, attributes.mtime);
      }
    })
  );
  sftp.on('OPENDIR', (request, given) =>
    answer(
      request,
      () => {
        const directory = real(given);
        const entries = readdirSync(directory)
          .sort()
          .map((filename): FileEntry => {
            const stats = lstatSync(path.join(directory, filename));
            return { filename, longname: longName(filename, stats), attrs: attributesOf(stats) };
          });
        sftp.handle(request, register({ directory: { entries } }));
      },
      'list',
      given
    )
  );
  sftp.on('READDIR', (request, handle) => {
    const entry = lookUp(handle);
    if (!entry || !('directory' in entry)) sftp.status(request, STATUS_CODE.FAILURE);
    else if (entry.directory.entries.length === 0) sftp.status(request, STATUS_CODE.EOF);
    else sftp.name(request, entry.directory.entries.splice(0, 100));
  });
  sftp.on('OPEN', (request, given, flags) =>
    answer(
      request,
      () => {
        if (ended) return;
        const descriptor = openSync(real(given), openMode(flags), 0o600);
        const writing = (flags & (OPEN_MODE.WRITE | OPEN_MODE.APPEND | OPEN_MODE.CREAT)) !== 0;
        const entry = { descriptor, path: virtualPath(given), writing, bytesRead: 0, bytesWritten: 0 };
        hooks.opened(entry.path, writing);
        sftp.handle(request, register(entry));
      },
      'open',
      given
    )
  );
  sftp.on('READ', (request, handle, offset, length) =>
    answer(
      request,
      () => {
        const entry = openFile(handle);
        const size = Math.min(length, LONGEST_READ);
        const buffer = Buffer.alloc(size);
        const bytesRead = readSync(entry.descriptor, buffer, 0, size, offset);
        const allowed = allowance(entry, 'read', bytesRead);
        entry.bytesRead += allowed.bytes;
        if (allowed.cut) cut();
        else if (bytesRead === 0) sftp.status(request, STATUS_CODE.EOF);
        else sftp.data(request, buffer.subarray(0, bytesRead));
      },
      'read'
    )
  );
  sftp.on('WRITE', (request, handle, offset, data) =>
    answer(
      request,
      () => {
        const entry = openFile(handle);
        const allowed = allowance(entry, 'write', data.length);
        writeSync(entry.descriptor, data, 0, allowed.bytes, offset);
        entry.bytesWritten += allowed.bytes;
        if (allowed.cut) cut();
        else sftp.status(request, STATUS_CODE.OK);
      },
      'write'
    )
  );
  sftp.on('CLOSE', (request, handle) =>
    done(
      request,
      () => {
        const entry = lookUp(handle);
        if (!entry) throw new Error('no open file has this handle');
        opened.delete(handle.readUInt32BE());
        if (!('descriptor' in entry)) return;
        closeSync(entry.descriptor);
        closed(entry);
      },
      'close'
    )
  );
  sftp.on('RENAME', (request, from, to) =>
    done(
      request,
      () => {
        const [source, target] = [real(from), real(to)];
        if (lstatSync(target, { throwIfNoEntry: false }))
          throw new Error('version 3 of the protocol does not rename over an existing file');
        renameSync(source, target);
        hooks.renamed(virtualPath(from), virtualPath(to));
      },
      'rename',
      from
    )
  );
  sftp.on('REMOVE', (request, given) =>
    done(
      request,
      () => {
        rmSync(real(given));
        hooks.removed(virtualPath(given));
      },
      'remove',
      given
    )
  );
  sftp.on('MKDIR', (request, given) => done(request, () => mkdirSync(real(given), { mode: 0o700 }), 'mkdir', given));
  sftp.on('RMDIR', (request, given) => done(request, () => rmdirSync(real(given))));
  for (const name of ['READLINK', 'SYMLINK', 'EXTENDED'] as const) {
    sftp.on(name as 'READLINK', (request: number) =>
      sftp.status(request, STATUS_CODE.OP_UNSUPPORTED, `not emulated: ${name}`)
    );
  }
  // OpenSSH's client says that it is done and then waits until the server closes the channel.
  sftp.on('end', () => sftp.end());
  sftp.on('close', () => {
    ended = true;
    for (const entry of opened.values()) {
      if (!('descriptor' in entry)) continue;
      closeSync(entry.descriptor);
      closed(entry);
    }
    opened.clear();
  });
}
