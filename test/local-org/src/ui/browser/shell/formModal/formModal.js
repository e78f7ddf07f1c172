import { api } from 'lwc';
import LightningModal from 'lightning/modal';

/** A form, or a component of the project's, over the page. Closes with the id of the record that was saved. */
export default class FormModal extends LightningModal {
  @api label;
  @api objectApiName;
  @api recordId;
  @api defaults;
  @api fieldNames;
  /** Constructor of a component that takes the form's place. */
  @api component;
  @api properties;
  saving = false;

  get isForm() {
    return !this.component;
  }

  async handleSave() {
    this.saving = true;
    try {
      await this.template.querySelector('shell-record-form').submit();
    } finally {
      this.saving = false;
    }
  }

  handleClose(event) {
    event.stopPropagation();
    this.close();
  }

  handleSuccess(event) {
    this.close(event.detail.id);
  }
}
