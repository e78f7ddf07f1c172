import { LightningElement, api } from 'lwc';
import getLines from '@salesforce/apex/TradingActivityController.getLines';
import { readableError } from 'c/readableError';
import { labels } from './labels';

const NUMBER = 'slds-text-align_right';
/** Less arrived than was shipped, or more is invoiced than arrived. */
const ALERT = 'slds-text-color_error';

/** The lines of one order. They are read when it is shown, and again when the version it is given moves. */
export default class TradingOrderLines extends LightningElement {
  @api currencyCode;

  labels = labels;
  lines;
  errorMessage;
  shownVersion;
  shownOrderId;

  @api
  get orderId() {
    return this.shownOrderId;
  }
  set orderId(value) {
    this.shownOrderId = value;
    this.read();
  }

  /** Any text; when it changes, the lines may have changed too. */
  @api
  get version() {
    return this.shownVersion;
  }
  set version(value) {
    const moved = this.shownVersion !== undefined && this.shownVersion !== value;
    this.shownVersion = value;
    if (moved) {
      this.read();
    }
  }

  get isLoading() {
    return !this.lines && !this.errorMessage;
  }

  get isEmpty() {
    return this.lines?.length === 0;
  }

  get hasLines() {
    return this.lines?.length > 0;
  }

  get rows() {
    return this.lines.map((line) => ({
      ...line,
      isPart: line.accepted !== undefined && line.accepted !== null && line.accepted !== 0,
      rowClass: line.status === 'Cancelled' ? 'cancelled' : '',
      shippedClass: NUMBER,
      receivedClass: line.received < line.shipped ? `${NUMBER} ${ALERT}` : NUMBER,
      invoicedClass: line.invoiced > (line.received ?? line.shipped ?? line.quantity) ? `${NUMBER} ${ALERT}` : NUMBER
    }));
  }

  async read() {
    const orderId = this.shownOrderId;
    try {
      const lines = await getLines({ orderId });
      if (orderId === this.shownOrderId) {
        this.lines = lines;
        this.errorMessage = undefined;
      }
    } catch (error) {
      this.errorMessage = readableError(error);
    }
  }
}
