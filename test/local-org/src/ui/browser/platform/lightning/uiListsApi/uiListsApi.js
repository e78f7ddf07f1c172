import { nameOf, namesOf, uiApi, uiApiAdapter } from '../../../runtime/ui-api.js';

const VIEW = ['objectApiName', 'listViewApiName'];

/** Wire adapter: `{ objectApiName, listViewApiName }`. */
export const getListInfoByName = uiApiAdapter(VIEW, ({ objectApiName, listViewApiName }) =>
  uiApi('GET', `list-info/${nameOf(objectApiName)}/${listViewApiName}`)
);

/** Wire adapter: `{ objectApiName, listViewApiName, fields, optionalFields, pageSize, pageToken, sortBy }`. */
export const getListRecordsByName = uiApiAdapter(
  VIEW,
  ({ objectApiName, listViewApiName, fields, optionalFields, pageSize, pageToken, sortBy }) =>
    uiApi('GET', `list-records/${nameOf(objectApiName)}/${listViewApiName}`, {
      query: { fields: namesOf(fields), optionalFields: namesOf(optionalFields), pageSize, pageToken, sortBy }
    })
);
