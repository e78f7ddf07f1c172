import { LightningElement, api } from 'lwc';
import { ShowToastEvent } from 'lightning/platformShowToastEvent';

/** The fields of a record that the user may see, in the sections of its layout; edited in place. */
export default class Details extends LightningElement {
  @api record;
  @api actions = [];
  mode = 'view';

  get canEdit() {
    return this.mode === 'view' && this.actions.some(({ kind }) => kind === 'edit');
  }

  handleEdit() {
    this.mode = 'edit';
  }

  handleView() {
    this.mode = 'view';
  }

  handleSaved() {
    this.mode = 'view';
    this.dispatchEvent(
      new ShowToastEvent({ title: `${this.record.object.label} "${this.record.title}" was saved.`, variant: 'success' })
    );
  }
}
