import { LightningElement, api } from 'lwc';
import propose from '@salesforce/apex/DocumentDeskController.propose';
import { editable } from 'c/ediText';
import { readableError } from 'c/readableError';
import { labels } from './labels';

/** Edits a faulty document. What is edited is kept for a second person to approve. */
export default class DocumentEdit extends LightningElement {
  @api documentId;
  @api caseId;
  /** The text as it was received. */
  @api text;
  /** Where the first fault is, as a line counted from 0; the caret is put there. */
  @api faultyLine;

  labels = labels;
  original = '';
  edited = '';
  reason = '';
  errorMessage;
  isBusy = false;
  isFilled = false;
  restore;

  get hasChanges() {
    return this.edited !== this.original;
  }

  connectedCallback() {
    const { shown, restore } = editable(this.text);
    this.restore = restore;
    this.original = shown;
    this.edited = shown;
  }

  renderedCallback() {
    if (!this.isFilled) {
      this.isFilled = true;
      this.fill(this.template.querySelector('textarea'));
    }
  }

  /** A value in the template would put the caret to the end with every letter. */
  fill(area) {
    area.value = this.original;
    const lines = this.original.split('\n');
    const line = Math.max(0, this.faultyLine ?? 0);
    const at = lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0);
    area.focus();
    area.setSelectionRange(at, at);
    area.scrollTop = Math.max(0, (line / lines.length) * area.scrollHeight - area.clientHeight / 2);
  }

  handleText(event) {
    this.edited = event.target.value;
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

  async handlePropose() {
    if (!this.hasChanges) {
      this.errorMessage = labels.unchanged;
      return;
    }
    if (!this.template.querySelector('lightning-input').reportValidity()) {
      return;
    }
    this.isBusy = true;
    try {
      await propose({
        documentId: this.documentId,
        caseId: this.caseId ?? null,
        content: this.restore(this.edited),
        reason: this.reason
      });
      this.dispatchEvent(new CustomEvent('proposed'));
    } catch (error) {
      this.errorMessage = readableError(error);
    } finally {
      this.isBusy = false;
    }
  }
}
