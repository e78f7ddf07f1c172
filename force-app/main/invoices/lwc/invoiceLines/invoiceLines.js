import { LightningElement, api } from 'lwc';
import { labels } from './labels';

/** The lines of an invoice, with what order, shipments and receipts say of them, and where they differ. */
export default class InvoiceLines extends LightningElement {
  @api lines = [];
  @api currencyCode;

  labels = labels;

  get isEmpty() {
    return this.lines.length === 0;
  }

  get rows() {
    return this.lines.map((line) => ({
      ...line,
      quantities: [
        { name: 'ordered', value: line.ordered },
        { name: 'shipped', value: line.shipped },
        { name: 'received', value: line.received },
        { name: 'invoiced', value: line.quantity, unit: line.unit }
      ],
      findings: (line.finding ?? '').split('; '),
      findingClass: line.finding ? 'slds-text-color_error finding' : 'slds-text-color_weak',
      verdict: line.matchStatus === 'Matched' ? labels.agrees : labels.notCompared
    }));
  }
}
