import { LightningElement, api } from 'lwc';

const MOST = 5;
const LONG_TYPES = new Set(['longtextarea', 'textarea', 'address', 'base64']);

/** The head of a record page: its name, and the first fields that have a value. */
export default class Highlights extends LightningElement {
  @api record;

  get iconName() {
    return this.record.object.apiName === 'Account' ? 'standard:account' : 'standard:record';
  }

  get fields() {
    return this.record.fields
      .filter(({ value, type, apiName }) => value !== null && !LONG_TYPES.has(type) && apiName !== 'Name')
      .slice(0, MOST);
  }
}
