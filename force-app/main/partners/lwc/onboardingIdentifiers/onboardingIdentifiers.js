import { api } from 'lwc';
import { labelText } from 'c/labelText';
import { OnboardingForm } from 'c/onboardingForm';
import { labels } from './labels';

const WITH_QUALIFIER = new Set(['ISA', 'UNB']);

/** The partner's addresses. The server checks their form, and whether they are free, whenever one is left. */
export default class OnboardingIdentifiers extends OnboardingForm {
  /** EDI standard of the partner, which says what a new row begins with. */
  @api standard;
  /** Whether the faults are those of the present values. */
  @api isChecked = false;
  labels = labels;

  get rows() {
    return this.value.map((identifier, index) => {
      const isWrong = this.faults.some(({ row, isWarning }) => row === index && !isWarning);
      return {
        ...identifier,
        key: index,
        title: labelText(labels.identifier, index + 1),
        removeLabel: labelText(labels.remove, identifier.value || index + 1),
        noQualifier: !WITH_QUALIFIER.has(identifier.scheme),
        isFree: Boolean(this.isChecked && identifier.value && !isWrong),
        warnings: this.warningsOf(index)
      };
    });
  }

  handleScheme(event) {
    const scheme = event.detail.value;
    const change = WITH_QUALIFIER.has(scheme) ? { scheme } : { scheme, qualifier: null };
    this.changeRow(event.currentTarget.dataset.row, change);
  }

  handleAdd() {
    this.addRow({ scheme: this.standard === 'EDIFACT' ? 'UNB' : 'ISA', usage: 'Both' });
  }
}
