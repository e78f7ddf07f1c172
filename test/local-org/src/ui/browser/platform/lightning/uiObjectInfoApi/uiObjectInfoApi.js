import { read } from '../../../runtime/data.js';
import { uiError } from '../../../runtime/records.js';

const known = new Map();

function infoOf(objectApiName) {
  const name = typeof objectApiName === 'string' ? objectApiName : objectApiName.objectApiName;
  const info = known.get(name) ?? read(`object-info/${name}`);
  known.set(name, info);
  return info;
}

/** A wire adapter that answers once for each configuration that is complete. */
const adapter = (isComplete, answer) =>
  class {
    constructor(emit) {
      this.emit = emit;
      this.emit({ data: undefined, error: undefined });
    }

    connect() {}

    disconnect() {}

    async update(config) {
      if (!isComplete(config)) {
        return;
      }
      try {
        this.emit({ data: await answer(config), error: undefined });
      } catch (error) {
        this.emit({ data: undefined, error: uiError([{ message: error.message, fields: [] }], error.status) });
      }
    }
  };

export const getObjectInfo = adapter(
  ({ objectApiName }) => Boolean(objectApiName),
  ({ objectApiName }) => infoOf(objectApiName)
);

export const getObjectInfos = adapter(
  ({ objectApiNames }) => Boolean(objectApiNames),
  async ({ objectApiNames }) => ({
    results: (await Promise.all(objectApiNames.map(infoOf))).map((result) => ({ statusCode: 200, result }))
  })
);

const valuesOf = (field) => ({ controllerValues: {}, defaultValue: null, values: field?.picklistValues ?? [] });

export const getPicklistValues = adapter(
  ({ recordTypeId, fieldApiName }) => Boolean(recordTypeId && fieldApiName),
  async ({ fieldApiName }) => {
    const [objectApiName, name] =
      typeof fieldApiName === 'string'
        ? fieldApiName.split('.')
        : [fieldApiName.objectApiName, fieldApiName.fieldApiName];
    const { fields } = await infoOf(objectApiName);
    return valuesOf(fields[name]);
  }
);

export const getPicklistValuesByRecordType = adapter(
  ({ objectApiName, recordTypeId }) => Boolean(objectApiName && recordTypeId),
  async ({ objectApiName }) => {
    const { fields } = await infoOf(objectApiName);
    const picklists = Object.entries(fields).filter(([, field]) => field.picklistValues.length > 0);
    return { picklistFieldValues: Object.fromEntries(picklists.map(([name, field]) => [name, valuesOf(field)])) };
  }
);
