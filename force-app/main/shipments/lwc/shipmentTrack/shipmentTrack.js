import { LightningElement, api } from 'lwc';
import TIME_ZONE from '@salesforce/i18n/timeZone';
import { labels } from './labels';

/** What carriers said of a shipment in the order of time, and its packages. */
export default class ShipmentTrack extends LightningElement {
  @api packages = [];
  @api statuses = [];

  labels = labels;
  timeZone = TIME_ZONE;

  get hasPackages() {
    return this.packages.length > 0;
  }

  get hasStatuses() {
    return this.statuses.length > 0;
  }
}
