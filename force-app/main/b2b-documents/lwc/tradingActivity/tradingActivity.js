import { LightningElement, api } from 'lwc';
import getChangeMarkers from '@salesforce/apex/TradingActivityController.getChangeMarkers';
import TIME_ZONE from '@salesforce/i18n/timeZone';
import { readableError } from 'c/readableError';
import { labels } from './labels';

const SECONDS = 5;

/**
 * What an account exchanged: its orders, invoices, shipments and documents. While the page is visible it asks every few
 * seconds for a cheap change marker of each, and the table whose marker moved reads its rows again, so that what
 * arrives shows without a reload.
 */
export default class TradingActivity extends LightningElement {
  @api recordId;

  labels = labels;
  /** Base components go by the device's zone; people expect the one of their Salesforce settings. */
  timeZone = TIME_ZONE;
  tabs = ['orders', 'invoices', 'shipments', 'documents'].map((kind) => ({ kind, label: labels[kind] }));
  markers;
  updatedAt;
  errorMessage;
  refreshSeconds;
  timer;

  connectedCallback() {
    this.handleVisibility = () => this.schedule(0);
    document.addEventListener('visibilitychange', this.handleVisibility);
    this.schedule();
  }

  disconnectedCallback() {
    document.removeEventListener('visibilitychange', this.handleVisibility);
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  handleRead() {
    this.updatedAt = Date.now();
  }

  handleRefresh() {
    for (const table of this.template.querySelectorAll('c-trading-activity-table')) {
      table.refresh();
    }
  }

  /** One timer at a time, and none while nobody looks: an open but hidden tab must not spend the org's requests. */
  schedule(seconds = this.refreshSeconds ?? SECONDS) {
    clearTimeout(this.timer);
    if (this.isConnected && document.visibilityState !== 'hidden') {
      // eslint-disable-next-line @lwc/lwc/no-async-operation
      this.timer = setTimeout(() => this.poll(), seconds * 1000);
    }
  }

  async poll() {
    try {
      const { byKind, refreshSeconds } = await getChangeMarkers({ accountId: this.recordId });
      this.refreshSeconds = refreshSeconds;
      this.markers = byKind;
      this.errorMessage = undefined;
    } catch (error) {
      this.errorMessage = readableError(error);
    }
    this.schedule();
  }
}
