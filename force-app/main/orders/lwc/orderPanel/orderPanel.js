import { LightningElement, api } from 'lwc';
import { notifyRecordUpdateAvailable } from 'lightning/uiRecordApi';
import getMarker from '@salesforce/apex/OrderLifeLineController.getMarker';
import lines from '@salesforce/label/c.Answer_Lines_Title';

const SECONDS = 5;

/**
 * The page of an order: its life line, the answer to it, and its lines. While it is visible it asks every few seconds
 * whether the order has changed, and lets its parts read again when it has.
 */
export default class OrderPanel extends LightningElement {
  @api recordId;

  labels = { lines };
  version;
  currencyCode;
  timer;

  connectedCallback() {
    this.handleVisibility = () => this.schedule(0);
    document.addEventListener('visibilitychange', this.handleVisibility);
    this.poll();
  }

  disconnectedCallback() {
    document.removeEventListener('visibilitychange', this.handleVisibility);
    clearTimeout(this.timer);
  }

  handleAnswered() {
    this.schedule(0);
  }

  schedule(seconds = SECONDS) {
    clearTimeout(this.timer);
    if (this.isConnected && document.visibilityState !== 'hidden') {
      // eslint-disable-next-line @lwc/lwc/no-async-operation
      this.timer = setTimeout(() => this.poll(), seconds * 1000);
    }
  }

  /** A look that fails is no more than a look missed: the parts tell of errors themselves. */
  async poll() {
    try {
      const { marker, currencyCode } = await getMarker({ orderId: this.recordId });
      const moved = this.version !== undefined && this.version !== marker;
      this.version = marker;
      if (moved) {
        // The head of the page and the details show the order as well.
        notifyRecordUpdateAvailable([{ recordId: this.recordId }]);
      }
      this.currencyCode = currencyCode;
    } finally {
      this.schedule();
    }
  }
}
