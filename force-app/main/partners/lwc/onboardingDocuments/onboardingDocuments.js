import { api } from 'lwc';
import { labelText } from 'c/labelText';
import { OnboardingForm } from 'c/onboardingForm';
import { labels } from './labels';

const X12 = /^\d{3}$/;

/** What is usually exchanged, whoever of the two sends it; a carrier reports on shipments of others. */
const TRADE = ['850', '855', '860', '856', '810', '820', 'ORDERS', 'ORDRSP', 'ORDCHG', 'DESADV', 'INVOIC', 'REMADV'];
const USUAL = { Buyer: TRADE, Supplier: TRADE, Carrier: ['214', 'IFTSTA'] };

/** The documents that are exchanged, of the partner's standard. */
export default class OnboardingDocuments extends OnboardingForm {
  @api standard;
  /** What the partner is to us: Buyer, Supplier or Carrier. */
  @api role;
  labels = labels;

  get legend() {
    return labelText(labels.legend, this.standard);
  }

  get chosen() {
    return labelText(labels.chosen, this.value.length);
  }

  get options() {
    const chosen = new Set(this.value);
    return (this.choices.documents ?? [])
      .filter(({ value }) => chosen.has(value) || X12.test(value) === (this.standard === 'X12'))
      .map((option) => ({ ...option, id: `document-${option.value}`, checked: chosen.has(option.value) }));
  }

  get hasUsual() {
    return this.usual.length > 0;
  }

  get usual() {
    const usual = new Set(USUAL[this.role]);
    return this.options.map(({ value }) => value).filter((value) => usual.has(value));
  }

  handleUsual() {
    this.choose(new Set([...this.value, ...this.usual]));
  }

  handleToggle({ currentTarget: { value, checked } }) {
    const chosen = new Set(this.value);
    if (checked) {
      chosen.add(value);
    } else {
      chosen.delete(value);
    }
    this.choose(chosen);
  }

  /** In the order of the list, however they were chosen, so that the same choice is the same request. */
  choose(chosen) {
    this.tell(this.choices.documents.map((option) => option.value).filter((each) => chosen.has(each)));
    this.dispatchEvent(new CustomEvent('leave'));
  }
}
