import { open } from 'node:fs/promises';

const CHUNK = 256 * 1024;

/**
 * The bytes of a file, a chunk at a time. Every chunk is the same memory, which is filled anew: take what you need from
 * it before you ask for the next one. Fresh buffers would be garbage that V8 is slow to collect.
 */
export async function* fileChunks(file: string): AsyncGenerator<Uint8Array> {
  const handle = await open(file);
  try {
    const buffer = new Uint8Array(CHUNK);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
