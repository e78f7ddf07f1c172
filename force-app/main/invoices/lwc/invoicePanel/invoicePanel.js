import { LightningElement, api } from 'lwc';
import getMarker from '@salesforce/apex/InvoicePanelController.getMarker';
import getPanel from '@salesforce/apex/InvoicePanelController.getPanel';
import { notifyRecordUpdateAvailable } from 'lightning/uiRecordApi';
import TIME_ZONE from '@salesforce/i18n/timeZone';
import { labelText } from 'c/labelText';
import { MarkerPoll } from 'c/markerPoll';
import { readableError } from 'c/readableError';
import { labels } from './labels';

const BADGES = {
  Approved: 'slds-theme_success',
  Paid: 'slds-theme_success',
  Overdue: 'slds-theme_error',
  Disputed: 'slds-theme_error',
  Rejected: 'slds-theme_error'
};
const addressOf = (object, id) => (id ? `/lightning/r/${object}/${id}/view` : undefined);

/**
 * The page of an invoice: how far it is and who says so, its lines against order and shipment, its payments and its
 * history. It is read again whenever the invoice changes; from here it is disputed.
 */
export default class InvoicePanel extends LightningElement {
  @api recordId;

  labels = labels;
  timeZone = TIME_ZONE;
  panel;
  errorMessage;
  /** `dispute` or `settle` while that form is open. */
  act;
  poll = new MarkerPoll(
    () => getMarker({ invoiceId: this.recordId }),
    ({ isFirst }) => (isFirst ? this.read() : this.readAgain())
  );

  connectedCallback() {
    this.read();
    this.poll.start();
  }

  disconnectedCallback() {
    this.poll.stop();
  }

  get isLoading() {
    return this.panel === undefined && !this.errorMessage;
  }

  get isMissing() {
    return this.panel === null;
  }

  get canDispute() {
    return !this.panel.obstacle && !this.act && this.panel.status !== 'Disputed';
  }

  get canSettle() {
    return !this.panel.obstacle && !this.act && this.panel.status === 'Disputed';
  }

  get isPaid() {
    return this.panel.status === 'Paid';
  }

  get badgeClass() {
    return BADGES[this.panel.status] ?? '';
  }

  get toldBy() {
    return this.panel.source ? labelText(labels.toldBy, this.panel.source) : '';
  }

  get overdue() {
    const { daysOverdue } = this.panel;
    return daysOverdue === 1 ? labels.overdueDay : daysOverdue > 1 && labelText(labels.overdueDays, daysOverdue);
  }

  get amounts() {
    const { total, paid, discount, open, disputed } = this.panel;
    return [
      { name: 'total', label: labels.total, value: total },
      { name: 'paid', label: labels.paid, value: paid },
      { name: 'deducted', label: labels.deducted, value: discount || undefined },
      { name: 'open', label: labels.open, value: open },
      { name: 'disputed', label: labels.disputed, value: disputed }
    ].filter(({ value }) => value !== undefined && value !== null);
  }

  get links() {
    const { orderId, orderNumber, shipments, shipmentNumber } = this.panel;
    const named = shipments.length > 0 ? shipments : [{ id: '', name: shipmentNumber }];
    return [
      { key: 'order', label: labels.order, text: orderNumber, url: addressOf('Trading_Order__c', orderId) },
      ...named.map(({ id, name, status }) => ({
        key: `shipment ${id}`,
        label: labels.shipment,
        text: name,
        status,
        url: addressOf('Trading_Shipment__c', id)
      }))
    ].filter(({ text }) => text);
  }

  handleDispute() {
    this.act = 'dispute';
  }

  handleSettle() {
    this.act = 'settle';
  }

  async handleClose() {
    this.act = undefined;
    await this.focusButton();
  }

  async handleTold() {
    this.act = undefined;
    await this.readAgain();
    await this.focusButton();
  }

  /** Whoever works by keyboard goes on where the form was. */
  async focusButton() {
    await Promise.resolve();
    this.template.querySelector('lightning-button')?.focus();
  }

  /** What Salesforce shows around the component has changed as well. */
  async readAgain() {
    await this.read();
    await notifyRecordUpdateAvailable([{ recordId: this.recordId }]);
  }

  async read() {
    try {
      this.panel = (await getPanel({ invoiceId: this.recordId })) ?? null;
      this.errorMessage = undefined;
    } catch (error) {
      this.errorMessage = readableError(error);
    }
  }
}
