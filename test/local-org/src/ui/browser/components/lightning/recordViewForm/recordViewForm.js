import { LightningElement, api } from 'lwc';
import { FormMembers } from '../../../runtime/form-members.js';

/** Shows a record by the `lightning-output-field`s in its slot. */
export default class RecordViewForm extends LightningElement {
  @api optionalFields;
  /** `comfy` and `auto` stack labels over values, `compact` puts them beside. */
  @api density = 'auto';
  object;
  record;
  members = new FormMembers(
    this,
    () => ({ objectApiName: this.record && this.object, recordId: this.record, optionalFields: this.optionalFields }),
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
    return this.density === 'compact' ? 'slds-form_horizontal' : 'slds-form_stacked';
  }

  handleLoaded({ detail, error }) {
    if (error) {
      const message = error.body?.message ?? error.message;
      this.members.messages.forEach((one) => one.showErrors({ title: message, details: [] }));
    }
    const [name, told] = error ? ['error', error] : ['load', detail];
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail: told }));
  }
}
