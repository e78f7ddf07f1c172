import { LightningElement, api } from 'lwc';
import countSoon from '@salesforce/apex/TradingFiguresController.countSoon';
import getFigures from '@salesforce/apex/TradingFiguresController.getFigures';
import LOCALE from '@salesforce/i18n/locale';
import { readableError } from 'c/readableError';
import { labels } from './labels';

const WIDTH = 300;
const HEIGHT = 60;

/** Before figures that are being counted are read again, and before those that are shown are looked at again. */
const COUNTED_AFTER = 3000;
const AGAIN_AFTER = 60_000;

const percent = (part, whole) => (whole > 0 ? part / whole : null);

/**
 * What an account traded over some days, beside as many days before, with its trend. While it is visible it has what
 * changed counted, and shows that.
 */
export default class TradingFigures extends LightningElement {
  labels = labels;
  period = '30';
  figures;
  errorMessage;
  timer;
  #recordId;

  connectedCallback() {
    this.handleVisibility = () => this.schedule(0);
    document.addEventListener('visibilitychange', this.handleVisibility);
    this.schedule(0);
  }

  disconnectedCallback() {
    document.removeEventListener('visibilitychange', this.handleVisibility);
    clearTimeout(this.timer);
  }

  @api
  get recordId() {
    return this.#recordId;
  }

  set recordId(value) {
    this.#recordId = value;
    this.read();
  }

  get periods() {
    return [
      { value: '7', label: labels.week },
      { value: '30', label: labels.month },
      { value: '90', label: labels.quarter }
    ];
  }

  get isLoading() {
    return !this.figures && !this.errorMessage;
  }

  get tiles() {
    const { current, previous } = this.figures;
    const count = (name, label, isGood = true) => this.tile(name, label, current[name], previous[name], isGood);
    const rate = (name, label, part, whole) =>
      this.tile(name, label, percent(current[part], current[whole]), percent(previous[part], previous[whole]), true, {
        style: 'percent',
        maximumFractionDigits: 0
      });
    return [
      count('orders', labels.orders),
      ...this.values(),
      count('invoices', labels.invoices),
      count('shipments', labels.shipments),
      count('exceptions', labels.exceptions, false),
      rate('acknowledged', labels.acknowledged, 'acknowledged', 'sent'),
      rate('onTime', labels.onTime, 'onTime', 'delivered')
    ];
  }

  get bars() {
    return this.drawn('orders');
  }

  get faults() {
    return this.drawn('exceptions');
  }

  get trendText() {
    return `${labels.trend}: ${this.figures.trend.map(({ orders }) => orders).join(', ')}`;
  }

  values() {
    const { current, previous } = this.figures;
    const codes = [...new Set([...Object.keys(current.values), ...Object.keys(previous.values)])].sort();
    return codes.map((code) =>
      this.tile(`value-${code}`, labels.value, current.values[code] ?? 0, previous.values[code] ?? 0, true, {
        style: 'currency',
        currency: code,
        currencyDisplay: 'code',
        maximumFractionDigits: 0
      })
    );
  }

  /** @param isGood whether more of it is better */
  tile(name, label, now, before, isGood, format = {}) {
    const shown = (value) => (value === null ? '–' : new Intl.NumberFormat(LOCALE, format).format(value));
    const difference = now !== null && before > 0 ? Math.round(((now - before) / before) * 100) : 0;
    const isBetter = difference > 0 === isGood;
    return {
      name,
      label,
      shown: shown(now),
      previous: shown(before),
      change: difference === 0 ? '' : `${difference > 0 ? '▲' : '▼'} ${Math.abs(difference)} %`,
      changeClass: `slds-m-left_x-small slds-text-body_small ${isBetter ? 'better' : 'worse'}`
    };
  }

  drawn(name) {
    const { trend } = this.figures;
    const most = Math.max(1, ...trend.map(({ orders, exceptions }) => Math.max(orders, exceptions)));
    const step = WIDTH / trend.length;
    const share = name === 'orders' ? 0.6 : 0.25;
    return trend.map((day, index) => {
      const height = (day[name] / most) * HEIGHT;
      return {
        key: `${name}-${day.day}`,
        x: index * step + (name === 'orders' ? 0 : step * 0.65),
        y: HEIGHT - height,
        width: step * share,
        height,
        title: `${day.day}: ${day.orders} ${labels.orders}, ${day.exceptions} ${labels.exceptions}`
      };
    });
  }

  handlePeriod(event) {
    this.period = event.detail.value;
    this.read();
  }

  schedule(milliseconds) {
    clearTimeout(this.timer);
    if (this.isConnected && document.visibilityState !== 'hidden') {
      // eslint-disable-next-line @lwc/lwc/no-async-operation
      this.timer = setTimeout(() => this.keepFresh(), milliseconds);
    }
  }

  /** Figures that cannot be counted now stay as they are: the job counts them within the hour. */
  async keepFresh() {
    try {
      if (await countSoon()) {
        // eslint-disable-next-line @lwc/lwc/no-async-operation
        await new Promise((resolve) => setTimeout(resolve, COUNTED_AFTER));
        await this.read();
      }
    } catch {
      // As told above.
    }
    this.schedule(AGAIN_AFTER);
  }

  async read() {
    try {
      this.figures = await getFigures({ accountId: this.#recordId, days: Number(this.period) });
      this.errorMessage = undefined;
    } catch (error) {
      this.errorMessage = readableError(error);
    }
  }
}
