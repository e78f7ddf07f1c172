import { LightningElement, api } from 'lwc';

const MOST = 5;
const PASSED_OVER = new Set(['longtextarea', 'textarea', 'address', 'base64', 'boolean']);

/** The head of a record page: its name, and the fields of its compact layout, or the first that have a value. */
export default class Highlights extends LightningElement {
  @api record;
  @api actions = [];

  get iconName() {
    return this.record.object.apiName === 'Account' ? 'standard:account' : 'standard:record';
  }

  get fields() {
    const { fields, highlights } = this.record;
    if (highlights) {
      return highlights
        .map((name) => fields.find(({ apiName }) => apiName === name))
        .filter((field) => field && field.apiName !== 'Name');
    }
    return fields
      .filter(({ value, type, apiName }) => value !== null && !PASSED_OVER.has(type) && apiName !== 'Name')
      .slice(0, MOST);
  }
}
