import { LightningElement, api } from 'lwc';
import { read } from '../../runtime/data.js';
import { afterTyping } from '../../runtime/typing.js';

/** Finds the record that a lookup field leads to, by its name. */
export default class Lookup extends LightningElement {
  /** A form's field; it may also say `disabled`, `variant`, `placeholder` and `missingMessage`. */
  @api field;
  text = '';
  found = [];
  isOpen = false;
  missing = false;
  current;

  @api get value() {
    return this.current === undefined ? this.field.value : (this.current?.id ?? null);
  }

  @api reportValidity() {
    this.missing = Boolean(this.field.required) && !this.value;
    return !this.missing;
  }

  @api focus() {
    this.template.querySelector('input')?.focus();
  }

  get chosen() {
    return this.current === undefined
      ? (this.field.displayValue ?? this.field.value ?? '')
      : (this.current?.label ?? '');
  }

  get placeholder() {
    return this.field.placeholder ?? `Search ${this.field.label}…`;
  }

  get missingMessage() {
    return this.field.missingMessage ?? 'Complete this field.';
  }

  get labelClass() {
    return this.field.variant === 'label-hidden' ? 'slds-assistive-text' : 'slds-form-element__label';
  }

  get expanded() {
    return String(this.isOpen);
  }

  get formClass() {
    return this.missing ? 'slds-form-element slds-has-error' : 'slds-form-element';
  }

  get comboboxClass() {
    return `slds-combobox slds-dropdown-trigger slds-dropdown-trigger_click${this.isOpen ? ' slds-is-open' : ''}`;
  }

  searchSoon = afterTyping(() => this.search());

  handleInput(event) {
    this.text = event.target.value;
    this.searchSoon();
  }

  async search() {
    const objects = this.field.references;
    const lists = await Promise.all(
      objects.map((object) => read(`lookup/${object}?q=${encodeURIComponent(this.text)}`))
    );
    this.found = lists.flat();
    this.isOpen = this.found.length > 0;
  }

  handleKey(event) {
    if (event.key === 'Escape') {
      this.isOpen = false;
    }
    if (event.key === 'Enter' && this.found.length > 0) {
      event.preventDefault();
      this.choose(this.found[0]);
    }
  }

  handleLeave() {
    this.isOpen = false;
  }

  handleChoose(event) {
    this.choose(this.found.find(({ id }) => id === event.currentTarget.dataset.id));
  }

  handleRemove(event) {
    event.preventDefault();
    this.choose(null);
  }

  choose(option) {
    this.current = option;
    this.isOpen = false;
    this.text = '';
    this.missing = false;
    this.dispatchEvent(new CustomEvent('change', { detail: { value: option?.id ?? null } }));
  }
}
