import { api } from 'lwc';
import { labelText } from 'c/labelText';
import { OnboardingForm } from 'c/onboardingForm';
import { labels } from './labels';

/** Whom the network and our own people turn to. */
export default class OnboardingContacts extends OnboardingForm {
  /** Contacts of the account, to take over. */
  @api accountContacts = [];
  labels = labels;

  get rows() {
    return this.value.map((contact, index) => ({
      ...contact,
      key: index,
      title: labelText(labels.contact, index + 1),
      removeLabel: labelText(labels.remove, contact.name || index + 1)
    }));
  }

  get pickOptions() {
    return [{ value: '', label: labels.pickNone }, ...this.accountContacts];
  }

  get canPick() {
    return this.accountContacts.length > 0;
  }

  handlePick(event) {
    const picked = this.accountContacts.find(({ value }) => value === event.detail.value);
    const change = picked ? { contactId: picked.value, name: picked.label } : { contactId: null };
    if (picked?.email) {
      change.email = picked.email;
    }
    if (picked?.phone) {
      change.phone = picked.phone;
    }
    this.changeRow(event.currentTarget.dataset.row, change);
  }

  /** One contact is the first, so that the others stop to be. */
  handlePrimary(event) {
    const row = Number(event.currentTarget.dataset.row);
    const { checked } = event.detail;
    this.tell(
      this.value.map((one, index) => ({ ...one, primary: checked ? index === row : one.primary && index !== row }))
    );
    this.dispatchEvent(new CustomEvent('leave'));
  }

  handleAdd() {
    this.addRow({ primary: this.value.length === 0 });
  }
}
