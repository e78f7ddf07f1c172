import { read, remove, save } from '../../../runtime/data.js';
import { onRecordChanged, recordChanged, uiError } from '../../../runtime/records.js';

const nameOf = (field) => (typeof field === 'string' ? field : `${field.objectApiName}.${field.fieldApiName}`);
const names = (fields) => (fields === undefined ? [] : [fields].flat()).map(nameOf);

/** Wire adapter: `{ recordId, fields, optionalFields }`. */
export class getRecord {
  constructor(emit) {
    this.emit = emit;
    this.emit({ data: undefined, error: undefined });
  }

  connect() {}

  disconnect() {
    this.stop?.();
  }

  update(config) {
    this.stop?.();
    const { recordId } = config;
    const fields = [...names(config.fields), ...names(config.optionalFields)];
    if (recordId === undefined || recordId === null || fields.some((field) => field.includes('undefined'))) {
      return;
    }
    this.stop = onRecordChanged(recordId, () => this.load(recordId, fields));
    this.load(recordId, fields);
  }

  async load(recordId, fields) {
    try {
      this.emit({ data: await read(`ui-record/${recordId}?fields=${fields.join(',')}`), error: undefined });
    } catch (error) {
      this.emit({ data: undefined, error: uiError([{ message: error.message, fields: [] }], error.status) });
    }
  }
}

function fieldOf(record, field) {
  const [, ...path] = nameOf(field).split('.');
  return path.reduce((at, name, index) => {
    const found = at?.fields?.[name];
    return index === path.length - 1 ? found : found?.value;
  }, record);
}

export const getFieldValue = (record, field) => fieldOf(record, field)?.value;
export const getFieldDisplayValue = (record, field) => fieldOf(record, field)?.displayValue;

async function saved(objectApiName, id, fields) {
  const result = await save(objectApiName, id, fields);
  if (result.faults) {
    throw uiError(result.faults);
  }
  recordChanged(result.id);
  return read(`ui-record/${result.id}?fields=${Object.keys(fields).join(',')}`);
}

export const createRecord = ({ apiName, fields }) => saved(apiName, null, fields);

export async function updateRecord({ fields: { Id: id, ...fields } }) {
  const { apiName } = await read(`ui-record/${id}?fields=`);
  return saved(apiName, id, fields);
}

export async function deleteRecord(recordId) {
  const result = await remove(recordId);
  if (result.faults) {
    throw uiError(result.faults);
  }
  recordChanged(recordId);
}

export async function notifyRecordUpdateAvailable(records) {
  records.forEach(({ recordId }) => recordChanged(recordId));
}

export const getRecordNotifyChange = notifyRecordUpdateAvailable;
