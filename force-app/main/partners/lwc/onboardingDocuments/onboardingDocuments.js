import { api } from 'lwc';
import { labelText } from 'c/labelText';
import { OnboardingForm } from 'c/onboardingForm';
import { labels } from './labels';

const X12 = /^\d{3}$/;

/** The documents that are exchanged, of the partner's standard. */
export default class OnboardingDocuments extends OnboardingForm {
  @api standard;
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

  handleToggle({ currentTarget: { value, checked } }) {
    const chosen = new Set(this.value);
    if (checked) {
      chosen.add(value);
    } else {
      chosen.delete(value);
    }
    // In the order of the list, however they were chosen, so that the same choice is the same request.
    this.tell(this.choices.documents.map((option) => option.value).filter((each) => chosen.has(each)));
    this.dispatchEvent(new CustomEvent('leave'));
  }
}
