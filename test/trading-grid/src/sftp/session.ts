import type { Stats } from 'node:fs';
import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  rmdir,
  stat,
  truncate,
  utimes
} from 'node:fs/promises';
import path from 'node:path';
import ssh2, { type Attributes, type FileEntry, type InputAttributes, type SFTPWrapper } from 'ssh2';
import { confinedPath, virtualPath } from './paths.ts';

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;

interface OpenDirectory {
  entries: FileEntry[];
}
type Opened = { file: FileHandle } | { directory: OpenDirectory };

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

/** Serves one SFTP session (protocol version 3) over a directory, which no path leads out of. */
export function serveSftp(sftp: SFTPWrapper, root: string): void {
  const opened = new Map<number, Opened>();
  let lastHandle = 0;

  const real = (given: string) => confinedPath(root, given);

  const register = (entry: Opened): Buffer => {
    lastHandle += 1;
    opened.set(lastHandle, entry);
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(lastHandle);
    return handle;
  };
  const lookUp = (handle: Buffer) => (handle.length === 4 ? opened.get(handle.readUInt32BE()) : undefined);
  const fileOf = (handle: Buffer): FileHandle => {
    const entry = lookUp(handle);
    if (!entry || !('file' in entry)) throw new Error('no open file has this handle');
    return entry.file;
  };
  const answer = (request: number, work: () => Promise<void>): void => {
    work().catch((error: unknown) => sftp.status(request, statusOf(error)));
  };
  const done = (request: number, work: () => Promise<unknown>): void =>
    answer(request, async () => {
      await work();
      sftp.status(request, STATUS_CODE.OK);
    });
  const setAttributes = async (file: string, attributes: InputAttributes): Promise<void> => {
    if (attributes.size !== undefined) await truncate(file, attributes.size);
    if (attributes.mtime !== undefined) await utimes(file, attributes.atime ?? attributes.mtime, attributes.mtime);
  };

  sftp.on('REALPATH', (request, given) => {
    const filename = virtualPath(given);
    sftp.name(request, [{ filename, longname: filename, attrs: {} as Attributes }]);
  });
  for (const name of ['STAT', 'LSTAT'] as const) {
    const read = name === 'STAT' ? stat : lstat;
    sftp.on(name as 'STAT', (request: number, given: string) =>
      answer(request, async () => sftp.attrs(request, attributesOf(await read(await real(given)))))
    );
  }
  sftp.on('FSTAT', (request, handle) =>
    answer(request, async () => sftp.attrs(request, attributesOf(await fileOf(handle).stat())))
  );
  sftp.on('SETSTAT', (request, given, attributes) =>
    done(request, async () => setAttributes(await real(given), attributes))
  );
  sftp.on('FSETSTAT', (request, handle, given) =>
    done(request, async () => {
      const attributes: InputAttributes = given;
      if (attributes.size !== undefined) await fileOf(handle).truncate(attributes.size);
      if (attributes.mtime !== undefined) {
        await fileOf(handle).utimes(attributes.atime ?? attributes.mtime, attributes.mtime);
      }
    })
  );
  sftp.on('OPENDIR', (request, given) =>
    answer(request, async () => {
      const directory = await real(given);
      const names = await readdir(directory);
      const entries = await Promise.all(
        names.sort().map(async (filename): Promise<FileEntry> => {
          const stats = await lstat(path.join(directory, filename));
          return { filename, longname: longName(filename, stats), attrs: attributesOf(stats) };
        })
      );
      sftp.handle(request, register({ directory: { entries } }));
    })
  );
  sftp.on('READDIR', (request, handle) => {
    const entry = lookUp(handle);
    if (!entry || !('directory' in entry)) sftp.status(request, STATUS_CODE.FAILURE);
    else if (entry.directory.entries.length === 0) sftp.status(request, STATUS_CODE.EOF);
    else sftp.name(request, entry.directory.entries.splice(0, 100));
  });
  sftp.on('OPEN', (request, given, flags) =>
    answer(request, async () => {
      const file = await open(await real(given), openMode(flags), 0o600);
      sftp.handle(request, register({ file }));
    })
  );
  sftp.on('READ', (request, handle, offset, length) =>
    answer(request, async () => {
      const size = Math.min(length, LONGEST_READ);
      const { bytesRead, buffer } = await fileOf(handle).read(Buffer.alloc(size), 0, size, offset);
      if (bytesRead === 0) sftp.status(request, STATUS_CODE.EOF);
      else sftp.data(request, buffer.subarray(0, bytesRead));
    })
  );
  sftp.on('WRITE', (request, handle, offset, data) =>
    done(request, () => fileOf(handle).write(data, 0, data.length, offset))
  );
  sftp.on('CLOSE', (request, handle) =>
    done(request, async () => {
      const entry = lookUp(handle);
      if (!entry) throw new Error('no open file has this handle');
      opened.delete(handle.readUInt32BE());
      if ('file' in entry) await entry.file.close();
    })
  );
  sftp.on('RENAME', (request, from, to) =>
    done(request, async () => {
      const [source, target] = [await real(from), await real(to)];
      const taken = await lstat(target).catch(() => undefined);
      if (taken) throw new Error('version 3 of the protocol does not rename over an existing file');
      await rename(source, target);
    })
  );
  sftp.on('REMOVE', (request, given) => done(request, async () => rm(await real(given))));
  sftp.on('MKDIR', (request, given) => done(request, async () => mkdir(await real(given), { mode: 0o700 })));
  sftp.on('RMDIR', (request, given) => done(request, async () => rmdir(await real(given))));
  for (const name of ['READLINK', 'SYMLINK', 'EXTENDED'] as const) {
    sftp.on(name as 'READLINK', (request: number) =>
      sftp.status(request, STATUS_CODE.OP_UNSUPPORTED, `not emulated: ${name}`)
    );
  }
  // OpenSSH's client says that it is done and then waits until the server closes the channel.
  sftp.on('end', () => sftp.end());
  sftp.on('close', () => {
    for (const entry of opened.values()) if ('file' in entry) void entry.file.close();
    opened.clear();
  });
}
