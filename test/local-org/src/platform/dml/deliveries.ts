import { randomBytes } from 'node:crypto';
import type { Chunk, SavedWork } from './work.ts';

/** Where the org's files would be delivered from; the host is made up, so that the addresses lead nowhere. */
const FILES_URL = 'https://local-org.file.force.com';

/** Before content deliveries are stored: each gets its document and the addresses to see and to download it at. */
export function prepareDeliveries(chunk: Chunk, works: readonly SavedWork[]): void {
  const { schema, store } = chunk.context;
  const version = schema.object('ContentVersion');
  for (const { fields } of works) {
    const versionId = String(fields.get('ContentVersionId') ?? '');
    const row = version === undefined ? undefined : store.find(version, 'Id', [versionId])[0];
    const key = randomBytes(12).toString('base64url');
    fields.set('ContentDocumentId', row?.get('ContentDocumentId') ?? null);
    fields.set('DistributionPublicUrl', `${FILES_URL}/sfc/p/#${key}`);
    const download = new URLSearchParams({ ids: versionId, d: key, operationContext: 'DELIVERY' });
    fields.set('ContentDownloadUrl', `${FILES_URL}/sfc/dist/version/download/?${download.toString()}`);
  }
}
