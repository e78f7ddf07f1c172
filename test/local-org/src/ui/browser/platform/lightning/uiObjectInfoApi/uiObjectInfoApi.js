import { nameOf, uiApi, uiApiAdapter } from '../../../runtime/ui-api.js';

const info = (objectApiName) => uiApi('GET', `object-info/${nameOf(objectApiName)}`);

/** Wire adapter: `{ objectApiName }`. */
export const getObjectInfo = uiApiAdapter(['objectApiName'], ({ objectApiName }) => info(objectApiName));

/** Wire adapter: `{ objectApiNames }`. */
export const getObjectInfos = uiApiAdapter(['objectApiNames'], ({ objectApiNames }) =>
  uiApi('GET', `object-info/batch/${objectApiNames.map(nameOf).join(',')}`)
);

/** Wire adapter: `{ recordTypeId, fieldApiName }`, the field with its object. */
export const getPicklistValues = uiApiAdapter(['recordTypeId', 'fieldApiName'], ({ recordTypeId, fieldApiName }) => {
  const [objectApiName, name] = nameOf(fieldApiName).split('.');
  return uiApi('GET', `object-info/${objectApiName}/picklist-values/${recordTypeId}/${name}`);
});

/** Wire adapter: `{ objectApiName, recordTypeId }`. */
export const getPicklistValuesByRecordType = uiApiAdapter(
  ['objectApiName', 'recordTypeId'],
  ({ objectApiName, recordTypeId }) =>
    uiApi('GET', `object-info/${nameOf(objectApiName)}/picklist-values/${recordTypeId}`)
);
