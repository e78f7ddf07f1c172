import { LightningElement, api } from 'lwc';

/** An amount in the currency of its document, by the user's locale; without one where the document names none. */
export default class MoneyText extends LightningElement {
  @api value;
  /** ISO code. */
  @api currencyCode;
  /** Prices may be more precise than amounts. */
  @api mostDigits = 2;

  get hasValue() {
    return this.value !== undefined && this.value !== null;
  }

  get hasCurrency() {
    return this.hasValue && Boolean(this.currencyCode);
  }
}
