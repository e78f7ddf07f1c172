import { LightningElement, api } from 'lwc';
import { ShowToastEvent } from 'lightning/platformShowToastEvent';
import dispute from '@salesforce/apex/InvoicePanelController.dispute';
import settle from '@salesforce/apex/InvoicePanelController.settle';
import { readableError } from 'c/readableError';
import { labels } from './labels';

/** The form that disputes an invoice, or settles its dispute. Fires `told` when it is done, and `close`. */
export default class InvoiceDispute extends LightningElement {
  @api recordId;
  /** `dispute` or `settle` */
  @api act;
  /** What is disputed unless the person says otherwise. */
  @api amount;
  @api currencyCode;
  @api isPaid = false;

  labels = labels;
  reason = '';
  disputed;
  errorMessage;
  isBusy = false;
  isFocused = false;

  connectedCallback() {
    this.disputed = this.amount;
  }

  renderedCallback() {
    if (!this.isFocused) {
      this.isFocused = true;
      this.template.querySelector('lightning-input').focus();
    }
  }

  get isDispute() {
    return this.act === 'dispute';
  }

  get isWarned() {
    return this.isDispute && this.isPaid;
  }

  get title() {
    return this.isDispute ? labels.titleDispute : labels.titleSettle;
  }

  get reasonLabel() {
    return this.isDispute ? labels.reason : labels.note;
  }

  get amountLabel() {
    return this.currencyCode ? `${labels.amount} (${this.currencyCode})` : labels.amount;
  }

  get confirmLabel() {
    return this.isDispute ? labels.dispute : labels.settle;
  }

  handleReason(event) {
    this.reason = event.detail.value;
  }

  handleAmount(event) {
    this.disputed = event.detail.value;
  }

  handleKey(event) {
    if (event.key === 'Escape') {
      this.handleCancel();
    }
  }

  handleCancel() {
    this.dispatchEvent(new CustomEvent('close'));
  }

  async handleConfirm() {
    const inputs = [...this.template.querySelectorAll('lightning-input')];
    if (!inputs.map((input) => input.reportValidity()).every(Boolean)) {
      return;
    }
    this.isBusy = true;
    try {
      await this.tell();
      const title = this.isDispute ? labels.disputed : labels.settled;
      this.dispatchEvent(new ShowToastEvent({ title, variant: 'success' }));
      this.dispatchEvent(new CustomEvent('told'));
    } catch (error) {
      this.errorMessage = readableError(error);
    } finally {
      this.isBusy = false;
    }
  }

  tell() {
    const isGiven = this.disputed !== undefined && this.disputed !== null && this.disputed !== '';
    return this.isDispute
      ? dispute({ invoiceId: this.recordId, amount: isGiven ? Number(this.disputed) : null, reason: this.reason })
      : settle({ invoiceId: this.recordId, note: this.reason });
  }
}
