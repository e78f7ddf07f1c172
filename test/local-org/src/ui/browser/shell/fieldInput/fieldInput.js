import { LightningElement, api } from 'lwc';
import { allowedPart } from '../../runtime/dependent.js';

const TYPES = {
  string: 'text',
  email: 'email',
  phone: 'tel',
  url: 'url',
  date: 'date',
  datetime: 'datetime',
  time: 'time',
  int: 'number',
  double: 'number',
  currency: 'number',
  percent: 'number',
  encryptedstring: 'text',
  combobox: 'text'
};
const NUMBERS = new Set(['int', 'double', 'currency', 'percent']);

/** Edits one field of a record, by the base component that fits its type. */
export default class FieldInput extends LightningElement {
  @api field;
  /** What the server found wrong with this field. */
  @api errors = [];
  @api disabled = false;
  /** Where the label stands, as base components take it. */
  @api variant;
  changed = false;
  current;

  /** The value as the server takes it. */
  @api get value() {
    return this.changed ? this.current : this.field.value;
  }

  @api get isChanged() {
    return this.changed;
  }

  @api reportValidity() {
    return this.input?.reportValidity?.() ?? true;
  }

  @api focus() {
    this.input?.focus();
  }

  /** Takes away what is chosen, as far as the field does not offer it. */
  @api keepAllowed(field) {
    const kept = allowedPart(field, this.value);
    if (kept !== (this.value ?? null)) {
      this.set(kept);
    }
  }

  @api reset() {
    this.changed = false;
  }

  get input() {
    return this.template.querySelector(
      'lightning-input, lightning-textarea, lightning-combobox, lightning-dual-listbox, shell-lookup'
    );
  }

  get lookupField() {
    return { ...this.field, disabled: this.disabled, variant: this.variant };
  }

  get isText() {
    return this.field.type in TYPES;
  }

  get inputType() {
    return TYPES[this.field.type];
  }

  get isBoolean() {
    return this.field.type === 'boolean';
  }

  get isArea() {
    return this.field.type === 'textarea' || this.field.type === 'longtextarea';
  }

  get isPicklist() {
    return this.field.type === 'picklist';
  }

  get isMultiple() {
    return this.field.type === 'multipicklist';
  }

  get isLookup() {
    return this.field.type === 'reference';
  }

  get options() {
    return this.field.required ? this.field.options : [{ label: '--None--', value: '' }, ...this.field.options];
  }

  get selected() {
    return this.value ? this.value.split(';') : [];
  }

  get maxLength() {
    return this.field.length ?? undefined;
  }

  get step() {
    return NUMBERS.has(this.field.type) ? String(10 ** -(this.field.scale ?? 0)) : undefined;
  }

  get formatter() {
    return this.field.type === 'percent' ? 'percent-fixed' : undefined;
  }

  get groupClass() {
    return this.errors?.length ? 'slds-has-error' : '';
  }

  set(value) {
    this.changed = true;
    this.current = value === '' || value === undefined ? null : value;
    this.dispatchEvent(new CustomEvent('change', { detail: { name: this.field.apiName, value: this.current } }));
  }

  handleChange(event) {
    event.stopPropagation();
    const { value } = event.detail;
    this.set(NUMBERS.has(this.field.type) && value !== '' ? Number(value) : value);
  }

  handleCheck(event) {
    event.stopPropagation();
    this.set(event.detail.checked);
  }

  handleMultiple(event) {
    event.stopPropagation();
    this.set(event.detail.value.join(';'));
  }
}
