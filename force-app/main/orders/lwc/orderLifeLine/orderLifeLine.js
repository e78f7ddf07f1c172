import { LightningElement, api } from 'lwc';
import getStations from '@salesforce/apex/OrderLifeLineController.getStations';
import TIME_ZONE from '@salesforce/i18n/timeZone';
import { readableError } from 'c/readableError';
import { labels, stateTexts, titles } from './labels';

const ICONS = {
  done: { icon: 'utility:check', variant: 'success' },
  problem: { icon: 'utility:error', variant: 'error' },
  late: { icon: 'utility:clock', variant: 'error' },
  waiting: { icon: 'utility:clock', variant: '' }
};
const OBJECTS = {
  order: 'Trading_Order__c',
  change: 'Trading_Order_Revision__c',
  answer: 'Trading_Order_Response__c',
  shipment: 'Trading_Shipment__c',
  receipt: 'Trading_Receipt__c',
  invoice: 'Trading_Invoice__c',
  payment: 'Trading_Remittance__c'
};

/** The life of a purchase order on one line; what is missing or late stands where it should have been. */
export default class OrderLifeLine extends LightningElement {
  labels = labels;
  timeZone = TIME_ZONE;
  stations;
  errorMessage;
  #recordId;
  #version;

  @api
  get recordId() {
    return this.#recordId;
  }

  set recordId(value) {
    this.#recordId = value;
    this.read();
  }

  /** Changes whenever the order may have changed, so that the line is drawn again. */
  @api
  get version() {
    return this.#version;
  }

  set version(value) {
    const isNew = this.#version !== undefined && this.#version !== value;
    this.#version = value;
    if (isNew) {
      this.read();
    }
  }

  get isLoading() {
    return !this.stations && !this.errorMessage;
  }

  get hasStations() {
    return this.stations?.length > 0;
  }

  get rows() {
    return this.stations.map((station) => ({
      ...station,
      ...ICONS[station.state],
      title: titles[station.kind],
      stateText: stateTexts[station.state],
      className: station.state,
      url: station.recordId ? `/lightning/r/${OBJECTS[station.kind]}/${station.recordId}/view` : undefined
    }));
  }

  async read() {
    if (!this.#recordId) {
      return;
    }
    try {
      this.stations = await getStations({ orderId: this.#recordId });
      this.errorMessage = undefined;
    } catch (error) {
      this.errorMessage = readableError(error);
    }
  }
}
