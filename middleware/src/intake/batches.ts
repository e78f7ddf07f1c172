import { FileStore, type RemoteFile } from '../documents/file-store.ts';

/** Small files are stored together: one commit for so many, of so many bytes. */
const BATCH = { files: 100, bytes: 4 * 1024 * 1024 };

/** Small files that are stored together, and large ones alone, in the order of the listing. */
export function* batchesOf(files: readonly RemoteFile[]): Generator<RemoteFile[]> {
  let batch: RemoteFile[] = [];
  let bytes = 0;
  for (const file of files) {
    const small = FileStore.isSmall(file.size);
    if (batch.length > 0 && (!small || batch.length >= BATCH.files || bytes + file.size > BATCH.bytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    if (!small) {
      yield [file];
      continue;
    }
    batch.push(file);
    bytes += file.size;
  }
  if (batch.length > 0) yield batch;
}
