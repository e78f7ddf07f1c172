import { LightningElement, api } from 'lwc';
import getMarker from '@salesforce/apex/ShipmentPanelController.getMarker';
import getPanel from '@salesforce/apex/ShipmentPanelController.getPanel';
import { notifyRecordUpdateAvailable } from 'lightning/uiRecordApi';
import TIME_ZONE from '@salesforce/i18n/timeZone';
import { labelText } from 'c/labelText';
import { MarkerPoll } from 'c/markerPoll';
import { readableError } from 'c/readableError';
import { labels } from './labels';

const BADGES = {
  Delivered: 'slds-theme_success',
  Delayed: 'slds-theme_warning',
  Short: 'slds-theme_error',
  Damaged: 'slds-theme_error',
  Failed: 'slds-theme_error'
};
const isGiven = ({ value }) => value !== undefined && value !== null;

/**
 * The page of a shipment: how far it is, its lines against the order, its packages, and what carriers said. It is read
 * again whenever the shipment changes.
 */
export default class ShipmentPanel extends LightningElement {
  @api recordId;

  labels = labels;
  timeZone = TIME_ZONE;
  panel;
  errorMessage;
  poll = new MarkerPoll(
    () => getMarker({ shipmentId: this.recordId }),
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

  get badgeClass() {
    return BADGES[this.panel.status] ?? '';
  }

  get dates() {
    const { promisedOn, isPromised, shippedOn, estimatedOn, deliveredAt } = this.panel;
    return [
      { name: 'promised', label: isPromised ? labels.promised : labels.requested, value: promisedOn },
      { name: 'shipped', label: labels.shipped, value: shippedOn, ...this.lateness },
      { name: 'estimated', label: labels.estimated, value: estimatedOn },
      { name: 'delivered', label: labels.delivered, value: deliveredAt, timeZone: TIME_ZONE }
    ]
      .filter(isGiven)
      .map((date) => ({ timeZone: 'UTC', ...date }));
  }

  get lateness() {
    const { daysLate } = this.panel;
    if (daysLate === undefined || daysLate === null) {
      return {};
    } else if (daysLate <= 0) {
      return { remark: labels.onTime, remarkClass: 'slds-text-body_small slds-text-color_success' };
    }
    const remark = daysLate === 1 ? labels.lateDay : labelText(labels.lateDays, daysLate);
    return { remark, remarkClass: 'slds-text-body_small slds-text-color_error' };
  }

  get facts() {
    const { carrier, trackingNumber, proNumber, billOfLading } = this.panel;
    return [
      { label: labels.carrier, value: carrier },
      { label: labels.tracking, value: trackingNumber },
      { label: labels.proNumber, value: proNumber },
      { label: labels.billOfLading, value: billOfLading }
    ].filter(isGiven);
  }

  get links() {
    const addressed = (object, records) =>
      records.map((record) => ({ ...record, url: `/lightning/r/${object}/${record.id}/view` }));
    return [
      { label: labels.orders, links: addressed('Trading_Order__c', this.panel.orders) },
      { label: labels.invoices, links: addressed('Trading_Invoice__c', this.panel.invoices) }
    ].filter(({ links }) => links.length > 0);
  }

  /** What Salesforce shows around the component has changed as well. */
  async readAgain() {
    await this.read();
    await notifyRecordUpdateAvailable([{ recordId: this.recordId }]);
  }

  async read() {
    try {
      this.panel = (await getPanel({ shipmentId: this.recordId })) ?? null;
      this.errorMessage = undefined;
    } catch (error) {
      this.errorMessage = readableError(error);
    }
  }
}
