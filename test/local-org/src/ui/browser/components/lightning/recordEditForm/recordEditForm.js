import { LightningElement, api } from 'lwc';
import { createRecord, updateRecord } from 'lightning/uiRecordApi';
import { FormMembers } from '../../../runtime/form-members.js';
import { nameOf } from '../../../runtime/ui-api.js';
import { distribute, refusalOf } from './form-errors.js';

/** Edits a record, or makes a new one, by the `lightning-input-field`s and the submit button in its slot. */
export default class RecordEditForm extends LightningElement {
  @api recordTypeId;
  @api optionalFields;
  @api layoutType;
  @api formClass = '';
  /** `comfy` and `auto` stack labels over fields, `compact` puts them beside. */
  @api density = 'auto';
  object;
  record;
  saving = false;
  members = new FormMembers(
    this,
    () => ({ objectApiName: this.object, recordId: this.record, optionalFields: this.optionalFields }),
    (outcome) => this.handleLoaded(outcome)
  );

  @api get objectApiName() {
    return this.object;
  }
  set objectApiName(value) {
    this.object = value;
    if (this.isConnected) {
      this.members.watch();
    }
  }

  @api get recordId() {
    return this.record;
  }
  set recordId(value) {
    this.record = value;
    if (this.isConnected) {
      this.members.watch();
    }
  }

  connectedCallback() {
    this.members.watch();
  }

  disconnectedCallback() {
    this.members.rest();
  }

  get computedClass() {
    return `${this.density === 'compact' ? 'slds-form_horizontal' : 'slds-form_stacked'} ${this.formClass ?? ''}`;
  }

  handleLoaded({ detail, error }) {
    if (error) {
      this.fail(refusalOf(error));
    } else {
      this.tell('load', detail);
    }
  }

  tell(name, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, cancelable, detail }));
  }

  handleSubmit(event) {
    event.preventDefault();
    event.stopPropagation();
    const { fields } = this.members;
    const isValid = fields.map((field) => field.reportValidity?.() ?? true).every(Boolean);
    if (isValid && !this.saving && this.tell('submit', { fields: this.values }, true)) {
      this.submit();
    }
  }

  handleReset(event) {
    event.stopPropagation();
    this.members.fields.forEach((field) => field.reset?.());
  }

  get values() {
    const editable = this.members.fields.filter((field) => field.isEditable?.());
    return Object.fromEntries(editable.map((field) => [field.apiName(), field.value()]));
  }

  /** Saves without asking the `submit` handler. Fields of the caller's win over those in the form. */
  @api async submit(fields) {
    this.saving = true;
    distribute({ fields: {}, messages: [] }, this.members);
    try {
      const saved = await this.save({ ...this.values, ...fields });
      if (this.record) {
        this.members.fields.forEach((field) => field.settle?.());
      }
      this.tell('success', saved);
    } catch (error) {
      this.fail(refusalOf(error));
    } finally {
      this.saving = false;
    }
  }

  save(fields) {
    if (this.record) {
      return updateRecord({ fields: { ...fields, Id: this.record } });
    }
    const type = this.recordTypeId ? { RecordTypeId: this.recordTypeId } : {};
    return createRecord({ apiName: nameOf(this.object), fields: { ...type, ...fields } });
  }

  fail(refusal) {
    distribute(refusal, this.members);
    this.tell('error', { message: refusal.message, detail: refusal.messages.join('\n'), output: refusal.output });
  }
}
