import { LightningElement } from 'lwc';
import { joinForm } from '../../../runtime/form-members.js';

/** Says what the record form around it could not load or save. */
export default class Messages extends LightningElement {
  /** `{ title, details }` */
  error;

  connectedCallback() {
    this.leave = joinForm(this, { showErrors: (error) => this.show(error) });
  }

  disconnectedCallback() {
    this.leave();
  }

  show(error) {
    this.error = error.title ? error : undefined;
  }
}
