import { LightningElement, api } from 'lwc';
import { fieldNameOf, joinForm } from '../../../runtime/form-members.js';
import { isTrue, messagesOf, single } from './given.js';

/** Edits one field of the record form around it; shows it where the user may not edit it. */
export default class InputField extends LightningElement {
  @api fieldName;
  /** `standard`, `label-hidden`, `label-inline` or `label-stacked`. */
  @api variant = 'standard';
  @api disabled = false;
  @api readOnly = false;
  @api required = false;
  model;
  /** What a person or the surroundings have set; undefined while the record's own value stands. */
  edited;
  preset;
  errors = [];
  /** The editor holds what was typed; a new one starts from the value. */
  generation = 0;

  @api get value() {
    const value = this.edited === undefined ? this.model?.value : this.edited;
    return value === undefined ? this.preset : value;
  }
  set value(given) {
    const value = single(given);
    this.preset = value;
    if (value !== undefined && value !== this.edited) {
      this.edited = value;
      this.generation++;
    }
  }

  /** Whether what is here differs from the record. */
  @api get dirty() {
    return this.edited !== undefined && this.edited !== this.model?.value;
  }

  connectedCallback() {
    this.leave = joinForm(this, {
      fieldName: fieldNameOf(this.fieldName),
      apiName: () => this.model.apiName,
      show: (model) => this.show(model),
      isEditable: () => this.isEditable,
      value: () => this.value,
      reportValidity: () => this.reportValidity(),
      reset: () => this.reset(),
      settle: () => this.settle(),
      showErrors: (errors) => this.setErrors(errors)
    });
  }

  disconnectedCallback() {
    this.leave();
  }

  show(model) {
    if (this.edited === undefined && model?.value !== this.model?.value) {
      this.generation++;
    }
    this.model = model;
  }

  get isEditable() {
    return Boolean(this.model?.editable) && !isTrue(this.readOnly);
  }

  get isDisabled() {
    return isTrue(this.disabled);
  }

  get editors() {
    const required = isTrue(this.required) || this.model?.required;
    return this.isEditable ? [{ key: this.generation, field: { ...this.model, ...this.start, required } }] : [];
  }

  /** Where the editor starts. What is typed later is its own, so that it is not drawn anew at each key. */
  get start() {
    const isOwn = this.preset === undefined || this.preset === this.model.value;
    return isOwn ? {} : { value: this.preset, displayValue: null };
  }

  get shown() {
    return this.model && !this.isEditable ? this.model : undefined;
  }

  get labelClass() {
    return this.variant === 'label-hidden' ? 'slds-assistive-text' : 'slds-form-element__label';
  }

  get editor() {
    return this.template.querySelector('shell-field-input');
  }

  handleChange(event) {
    event.stopPropagation();
    const { value } = event.detail;
    this.edited = value;
    this.errors = [];
    const told = this.model.type === 'reference' ? [value].filter(Boolean) : value;
    const checked = this.model.type === 'boolean' ? { checked: value } : {};
    const detail = { value: told, ...checked };
    this.dispatchEvent(new CustomEvent('change', { bubbles: true, composed: true, detail }));
  }

  /** What is here has become the record's value. */
  settle() {
    this.edited = undefined;
    this.preset = undefined;
  }

  /** Back to the value that the form was loaded with. */
  @api reset() {
    this.settle();
    this.errors = [];
    this.generation++;
  }

  @api reportValidity() {
    return this.editor?.reportValidity() ?? true;
  }

  /** Errors of the server's, or messages. */
  @api setErrors(errors) {
    this.errors = messagesOf(errors, fieldNameOf(this.fieldName));
  }

  @api focus() {
    this.editor?.focus();
  }
}
