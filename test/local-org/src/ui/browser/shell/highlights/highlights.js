import { LightningElement, api } from 'lwc';

const MOST = 5;
const PASSED_OVER = new Set(['longtextarea', 'textarea', 'address', 'base64', 'boolean']);

/** The head of a record page: its name, and the first fields that have a value. */
export default class Highlights extends LightningElement {
  @api record;
  @api actions = [];

  get iconName() {
    return this.record.object.apiName === 'Account' ? 'standard:account' : 'standard:record';
  }

  get fields() {
    return this.record.fields
      .filter(({ value, type, apiName }) => value !== null && !PASSED_OVER.has(type) && apiName !== 'Name')
      .slice(0, MOST);
  }
}
