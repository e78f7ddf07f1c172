import { namesOf, uiApi, uiApiAdapter } from '../../../runtime/ui-api.js';

const shape = ({ fields, optionalFields, pageSize, pageToken, sortBy, where }) => ({
  fields: namesOf(fields),
  optionalFields: namesOf(optionalFields),
  pageSize,
  pageToken,
  sortBy,
  where
});

const ask = ({ parentRecordId, relatedListId, ...config }) =>
  uiApi('GET', `related-list-records/${parentRecordId}/${relatedListId}`, { query: shape(config) });

/** Wire adapter: `{ parentRecordId, relatedListId, fields, optionalFields, pageSize, pageToken, sortBy }`. */
export const getRelatedListRecords = uiApiAdapter(['parentRecordId', 'relatedListId'], ask, ({ parentRecordId }) => [
  parentRecordId
]);

/** Wire adapter: `{ parentRecordId, relatedListId, maxCount }`. */
export const getRelatedListCount = uiApiAdapter(
  ['parentRecordId', 'relatedListId'],
  async ({ maxCount = 9, ...config }) => {
    const { count, nextPageToken } = await ask({ ...config, pageSize: maxCount });
    return { count, hasMore: nextPageToken !== null };
  },
  ({ parentRecordId }) => [parentRecordId]
);
