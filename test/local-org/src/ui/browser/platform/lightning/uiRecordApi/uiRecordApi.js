import { recordChanged } from '../../../runtime/records.js';
import { nameOf, namesOf, uiApi, uiApiAdapter } from '../../../runtime/ui-api.js';

const shape = ({ fields, optionalFields, layoutTypes, modes }) => ({
  fields: namesOf(fields),
  optionalFields: namesOf(optionalFields),
  layoutTypes,
  modes
});

const asks = ({ fields, optionalFields, layoutTypes }) => [fields, optionalFields, layoutTypes].some(Boolean);

/** Wire adapter: `{ recordId, fields, optionalFields, layoutTypes, modes }`. */
export const getRecord = uiApiAdapter(
  ['recordId'],
  (config) =>
    uiApi('GET', `records/${config.recordId}`, { query: asks(config) ? shape(config) : { layoutTypes: 'Full' } }),
  ({ recordId }) => [recordId]
);

async function recordOf({ recordIds: [recordId], ...config }) {
  try {
    return { statusCode: 200, result: await uiApi('GET', `records/${recordId}`, { query: shape(config) }) };
  } catch ({ status, body }) {
    return { statusCode: status, result: body };
  }
}

/** Wire adapter: `{ records: [{ recordIds, fields, optionalFields }] }`. */
export const getRecords = uiApiAdapter(
  ['records'],
  async ({ records }) => ({
    results: await Promise.all(
      records.flatMap(({ recordIds, ...config }) => recordIds.map((id) => recordOf({ recordIds: [id], ...config })))
    )
  }),
  ({ records }) => records.flatMap(({ recordIds }) => recordIds)
);

/** Wire adapter: `{ recordIds, layoutTypes, modes, optionalFields }`. */
export const getRecordUi = uiApiAdapter(
  ['recordIds'],
  ({ recordIds, ...config }) => uiApi('GET', `record-ui/${[recordIds].flat().join(',')}`, { query: shape(config) }),
  ({ recordIds }) => [recordIds].flat()
);

/** Wire adapter: `{ objectApiName, recordTypeId, formFactor, optionalFields }`. */
export const getRecordCreateDefaults = uiApiAdapter(
  ['objectApiName'],
  ({ objectApiName, recordTypeId, optionalFields }) =>
    uiApi('GET', `record-defaults/create/${nameOf(objectApiName)}`, {
      query: { recordTypeId, ...shape({ optionalFields }) }
    })
);

function fieldOf(record, field) {
  const [, ...path] = nameOf(field).split('.');
  return path.reduce((at, name, index) => {
    const found = at?.fields?.[name];
    return index === path.length - 1 ? found : found?.value;
  }, record);
}

export const getFieldValue = (record, field) => fieldOf(record, field)?.value;
export const getFieldDisplayValue = (record, field) => fieldOf(record, field)?.displayValue;

export const createRecord = (recordInput) => uiApi('POST', 'records', { body: recordInput });

export async function updateRecord({ fields: { Id: recordId, ...fields } }) {
  const record = await uiApi('PATCH', `records/${recordId}`, { body: { fields } });
  recordChanged(recordId);
  return record;
}

export async function deleteRecord(recordId) {
  await uiApi('DELETE', `records/${recordId}`);
  recordChanged(recordId);
}

/** The fields of a record, or of its defaults, that one may set when it is created. */
export function generateRecordInputForCreate(record, objectInfo) {
  return { apiName: record.apiName, fields: valuesOf(record, objectInfo, 'createable') };
}

/** The fields of a record that one may change, with its id. */
export function generateRecordInputForUpdate(record, objectInfo) {
  return { fields: { ...valuesOf(record, objectInfo, 'updateable'), Id: record.id } };
}

function valuesOf(record, objectInfo, permission) {
  const allowed = Object.entries(record.fields).filter(
    ([name, { value }]) =>
      (objectInfo?.fields[name]?.[permission] ?? true) && (value === null || typeof value !== 'object')
  );
  return Object.fromEntries(allowed.map(([name, { value }]) => [name, value]));
}

/** What of a record input differs from the record as it was. */
export function createRecordInputFilteredByEditedFields(recordInput, original) {
  const edited = Object.entries(recordInput.fields).filter(
    ([name, value]) => name === 'Id' || original.fields[name]?.value !== value
  );
  return { ...recordInput, fields: Object.fromEntries(edited) };
}

export async function notifyRecordUpdateAvailable(records) {
  records.forEach(({ recordId }) => recordChanged(recordId));
}

export const getRecordNotifyChange = notifyRecordUpdateAvailable;
