import { LightningElement, api } from 'lwc';
import TIME_ZONE from '@salesforce/i18n/timeZone';
import { labels } from './labels';

/** The payments of an invoice by remittance, and what was said of it, the latest first. */
export default class InvoiceStory extends LightningElement {
  @api payments = [];
  @api history = [];
  @api currencyCode;

  labels = labels;
  timeZone = TIME_ZONE;

  get hasPayments() {
    return this.payments.length > 0;
  }

  get paymentRows() {
    return this.payments.map((payment) => ({
      ...payment,
      taken: payment.deducted || undefined,
      url: `/lightning/r/Trading_Remittance__c/${payment.remittanceId}/view`
    }));
  }
}
