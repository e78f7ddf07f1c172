import { LightningElement, api } from 'lwc';
import LOCALE from '@salesforce/i18n/locale';
import { labelText } from 'c/labelText';
import { labels } from './labels';

const shown = (quantity) => new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 4 }).format(quantity);

/** The lines of a shipment against the order, and what arrived of them: short, damaged, or as it should be. */
export default class ShipmentLines extends LightningElement {
  @api lines = [];

  labels = labels;

  get isEmpty() {
    return this.lines.length === 0;
  }

  get rows() {
    return this.lines.map((line) => ({
      ...line,
      quantities: [
        { name: 'ordered', value: line.ordered },
        { name: 'shipped', value: line.shipped, unit: line.unit },
        { name: 'arrived', value: line.arrived }
      ],
      findings: this.findingsOf(line)
    }));
  }

  findingsOf({ toShip, shipped, arrived, isDamaged, condition }) {
    const findings = [];
    if (toShip > 0) {
      findings.push(labelText(labels.shortShipped, shown(toShip)));
    }
    const isArrivalKnown = arrived !== undefined && arrived !== null;
    if (isArrivalKnown && arrived < shipped) {
      findings.push(labelText(labels.shortArrived, shown(shipped - arrived)));
    }
    if (isDamaged) {
      findings.push(condition ? labelText(labels.damagedDetail, condition) : labels.damaged);
    }
    return findings;
  }
}
