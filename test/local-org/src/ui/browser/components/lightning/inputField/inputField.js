import { LightningElement, api } from 'lwc';
import { allowedPart, narrowed } from '../../../runtime/dependent.js';
import { fieldNameOf, joinForm, tellChange } from '../../../runtime/form-members.js';
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
  /** `{ value }` of the controlling field, once it was changed. */
  controlling;
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
      controlled: (apiName, value) => this.controlled(apiName, value),
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

  /** The picklist that this one depends on has another value. */
  controlled(apiName, value) {
    if (this.model?.dependsOn?.field !== apiName) {
      return;
    }
    this.controlling = { value };
    const kept = allowedPart(this.offered, this.value);
    if (kept !== (this.value ?? null)) {
      this.edited = kept;
      this.preset = kept;
      tellChange(this, this.model.apiName, kept);
    }
    this.generation++;
  }

  /** The field with what it offers now. */
  get offered() {
    return narrowed(this.model, (this.controlling ?? this.model.dependsOn)?.value);
  }

  get isEditable() {
    return Boolean(this.model?.editable) && !isTrue(this.readOnly);
  }

  get isDisabled() {
    return isTrue(this.disabled);
  }

  get editors() {
    const required = isTrue(this.required) || (this.model && this.offered.required);
    return this.isEditable ? [{ key: this.generation, field: { ...this.offered, ...this.start, required } }] : [];
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
    tellChange(this, this.model.apiName, value);
    this.dispatchEvent(new CustomEvent('change', { bubbles: true, composed: true, detail }));
  }

  /** What is here has become the record's value. */
  settle() {
    this.edited = undefined;
    this.preset = undefined;
    this.controlling = undefined;
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
