import { LightningElement, api } from 'lwc';
import getOrders from '@salesforce/apex/TradingActivityController.getOrders';
import getChangeMarker from '@salesforce/apex/TradingActivityController.getChangeMarker';
import TIME_ZONE from '@salesforce/i18n/timeZone';
import { readableError } from 'c/readableError';
import { labels } from './labels';

const STATUS_CLASSES = { Open: 'slds-theme_success', Cancelled: 'slds-theme_warning' };

/**
 * The account's purchase orders, newest first. While the page is visible it asks every few seconds for a cheap change
 * marker and reads the orders again when that moved, so that an order that arrives shows without a reload.
 */
export default class TradingActivity extends LightningElement {
  @api recordId;

  labels = labels;
  /** Base components go by the device's zone; people expect the one of their Salesforce settings. */
  timeZone = TIME_ZONE;
  orders;
  hasMore = false;
  marker;
  updatedAt;
  errorMessage;
  expanded = new Set();
  arrived = new Set();
  refreshSeconds;
  timer;
  isReading = false;

  connectedCallback() {
    this.handleVisibility = () => this.schedule(0);
    document.addEventListener('visibilitychange', this.handleVisibility);
    this.readFirstPage();
  }

  disconnectedCallback() {
    document.removeEventListener('visibilitychange', this.handleVisibility);
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  get isLoading() {
    return !this.orders && !this.errorMessage;
  }

  get isEmpty() {
    return this.orders?.length === 0;
  }

  get hasOrders() {
    return this.orders?.length > 0;
  }

  get rows() {
    return this.orders.map((order) => {
      const expanded = this.expanded.has(order.id);
      return {
        ...order,
        expanded,
        expandedText: String(expanded),
        linesKey: `${order.id}-lines`,
        url: `/lightning/r/Trading_Order__c/${order.id}/view`,
        toggleIcon: expanded ? 'utility:chevrondown' : 'utility:chevronright',
        toggleLabel: expanded ? labels.hideLines : labels.showLines,
        rowClass: this.arrived.has(order.id) ? 'arrived' : '',
        statusClass: STATUS_CLASSES[order.status]
      };
    });
  }

  handleRefresh() {
    return this.readFirstPage();
  }

  handleToggle(event) {
    const { id } = event.currentTarget.dataset;
    const expanded = new Set(this.expanded);
    if (!expanded.delete(id)) {
      expanded.add(id);
    }
    this.expanded = expanded;
  }

  async handleMore() {
    try {
      const last = this.orders[this.orders.length - 1];
      const page = await getOrders({ accountId: this.recordId, beforeSequence: last.sequence });
      this.orders = [...this.orders, ...page.orders];
      this.hasMore = page.hasMore;
    } catch (error) {
      this.errorMessage = readableError(error);
    }
  }

  async readFirstPage() {
    if (this.isReading) {
      return;
    }
    this.isReading = true;
    try {
      const page = await getOrders({ accountId: this.recordId, beforeSequence: null });
      const known = new Set(this.orders?.map((order) => order.id));
      this.arrived = new Set(this.orders ? page.orders.filter(({ id }) => !known.has(id)).map(({ id }) => id) : []);
      this.orders = page.orders;
      this.hasMore = page.hasMore;
      this.marker = page.marker;
      this.refreshSeconds = page.refreshSeconds;
      this.updatedAt = Date.now();
      this.errorMessage = undefined;
    } catch (error) {
      this.errorMessage = readableError(error);
    } finally {
      this.isReading = false;
      this.schedule();
    }
  }

  /** One timer at a time, and none while nobody looks: an open but hidden tab must not spend the org's requests. */
  schedule(seconds = this.refreshSeconds ?? 5) {
    clearTimeout(this.timer);
    if (this.isConnected && document.visibilityState !== 'hidden') {
      // eslint-disable-next-line @lwc/lwc/no-async-operation
      this.timer = setTimeout(() => this.poll(), seconds * 1000);
    }
  }

  async poll() {
    try {
      const marker = await getChangeMarker({ accountId: this.recordId });
      if (marker !== this.marker) {
        await this.readFirstPage();
        return;
      }
      this.errorMessage = undefined;
    } catch (error) {
      this.errorMessage = readableError(error);
    }
    this.schedule();
  }
}
