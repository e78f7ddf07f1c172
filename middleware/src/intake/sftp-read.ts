import type { SFTPWrapper } from 'ssh2';

/** Servers answer with less where they please; nearly all take this much in one request. */
const READ_BYTES = 32 * 1024;

/** SSH_FX_EOF. @see https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02#section-7 */
const END_OF_FILE = 1;

/**
 * Reads a small file by three requests in the usual case: open, read, close.
 * @param size as the listing says; a file that has grown since gives one byte more
 */
export async function readSmall(sftp: SFTPWrapper, path: string, size: number): Promise<Buffer> {
  const handle = await new Promise<Buffer>((resolve, reject) => {
    sftp.open(path, 'r', (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  try {
    const bytes = Buffer.alloc(size + 1);
    for (let filled = 0; ;) {
      const asked = Math.min(READ_BYTES, bytes.length - filled);
      const read = await readOnce(sftp, handle, bytes, filled, asked);
      filled += read;
      // Of a regular file a server gives less than it is asked for only at the end.
      if (read === 0 || filled === bytes.length || (filled === size && read < asked)) return bytes.subarray(0, filled);
    }
  } finally {
    sftp.close(handle, () => undefined);
  }
}

/** @returns how many bytes were read; 0 at the end */
function readOnce(sftp: SFTPWrapper, handle: Buffer, into: Buffer, at: number, length: number): Promise<number> {
  return new Promise((resolve, reject) => {
    sftp.read(handle, into, at, length, at, (error, read) => {
      if (!error) resolve(read);
      else if ('code' in error && error.code === END_OF_FILE) resolve(0);
      else reject(error);
    });
  });
}
