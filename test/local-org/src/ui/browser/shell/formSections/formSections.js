import { LightningElement, api } from 'lwc';

/** The fields of a record form, section by section, inside of a record-edit-form or a record-view-form. */
export default class FormSections extends LightningElement {
  /** `{ key, label, size, items: [{ key, name, required, readOnly, canEdit, editLabel }] }` */
  @api sections = [];
  @api editing = false;

  /** Back to what the form was loaded with. */
  @api reset() {
    this.template.querySelectorAll('lightning-input-field').forEach((field) => field.reset());
  }

  handleEdit() {
    this.dispatchEvent(new CustomEvent('edit'));
  }
}
