import { LightningElement, api } from 'lwc';
import ignore from '@salesforce/apex/DocumentDeskController.ignore';
import { readableError } from 'c/readableError';
import { labels } from './labels';

/** Ignores faults of a document, with a reason. */
export default class DocumentIgnore extends LightningElement {
  /** Those that nobody has settled. */
  @api faults = [];

  labels = labels;
  chosen = [];
  reason = '';
  errorMessage;
  isBusy = false;
  isFocused = false;

  get options() {
    return this.faults.map(({ id, message }) => ({ value: id, label: message }));
  }

  connectedCallback() {
    this.chosen = this.faults.map(({ id }) => id);
  }

  renderedCallback() {
    if (!this.isFocused) {
      this.isFocused = true;
      this.template.querySelector('lightning-input').focus();
    }
  }

  handleChosen(event) {
    this.chosen = event.detail.value;
  }

  handleReason(event) {
    this.reason = event.detail.value;
  }

  handleKey(event) {
    if (event.key === 'Escape') {
      this.handleCancel();
    }
  }

  handleCancel() {
    this.dispatchEvent(new CustomEvent('close'));
  }

  async handleIgnore() {
    if (this.chosen.length === 0) {
      this.errorMessage = labels.noneChosen;
      return;
    }
    if (!this.template.querySelector('lightning-input').reportValidity()) {
      return;
    }
    this.isBusy = true;
    try {
      await ignore({ exceptionIds: this.chosen, reason: this.reason });
      this.dispatchEvent(new CustomEvent('ignored'));
    } catch (error) {
      this.errorMessage = readableError(error);
    } finally {
      this.isBusy = false;
    }
  }
}
