import { nameOf, uiApi, uiApiAdapter } from '../../../runtime/ui-api.js';

/** Wire adapter: `{ objectApiName, layoutType, mode, recordTypeId }`. */
export const getLayout = uiApiAdapter(['objectApiName'], ({ objectApiName, layoutType, mode, recordTypeId }) =>
  uiApi('GET', `layout/${nameOf(objectApiName)}`, { query: { layoutType, mode, recordTypeId } })
);
