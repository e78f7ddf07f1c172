import { LightningElement, api } from 'lwc';
import TIME_ZONE from '@salesforce/i18n/timeZone';

/** A value of a row, as its type wants it shown. The table works out what the cell is. */
export default class TradingActivityCell extends LightningElement {
  @api cell;
  /** Where the record's own page is. */
  @api url;
  /** What is odd about the record, in words. */
  @api flags;
  @api currencyCode;

  timeZone = TIME_ZONE;
}
