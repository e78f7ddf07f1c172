import { LightningElement, api } from 'lwc';
import TIME_ZONE from '@salesforce/i18n/timeZone';

const NUMBERS = new Set(['int', 'double', 'currency', 'percent']);

/** One value of a record, in the form that its type asks for. */
export default class FieldValue extends LightningElement {
  @api field;
  timeZone = TIME_ZONE;

  get link() {
    return this.field.link;
  }

  get hasValue() {
    return this.field.value !== null;
  }

  get isDateTime() {
    return this.hasValue && this.field.type === 'datetime';
  }

  get isDate() {
    return this.hasValue && this.field.type === 'date';
  }

  get isNumber() {
    return this.hasValue && NUMBERS.has(this.field.type);
  }

  get isBoolean() {
    return this.field.type === 'boolean';
  }

  get booleanIcon() {
    return this.field.value ? 'utility:check' : 'utility:steps';
  }

  get text() {
    return this.hasValue ? String(this.field.value) : '';
  }
}
