import { LightningElement, api } from 'lwc';
import setMilestone from '@salesforce/apex/AgreementController.setMilestone';
import { labelText } from 'c/labelText';
import { readableError } from 'c/readableError';
import { labels } from './labels';

/** Milestones of an agreement. What is changed here goes to the Trading Grid, where a renewal prolongs the agreement. */
export default class AgreementMilestones extends LightningElement {
  @api agreementId;
  @api agreementName;
  /** @type {{id: string, name: string, status: string, statusLabel: string, due: string, note: string}[]} */
  @api milestones = [];
  @api mayEdit = false;

  labels = labels;
  newName = '';
  newDue;
  isBusy = false;
  errorMessage;

  get title() {
    return labelText(labels.milestones, this.agreementName);
  }

  get hasMilestones() {
    return this.milestones.length > 0;
  }

  get rows() {
    return this.milestones.map((milestone) => {
      const isDone = milestone.status === 'Done';
      return {
        ...milestone,
        next: isDone ? 'Open' : 'Done',
        nextLabel: labelText(isDone ? labels.reopen : labels.done, milestone.name)
      };
    });
  }

  handleNext(event) {
    const { name, next } = event.currentTarget.dataset;
    const { due, note } = this.milestones.find((milestone) => milestone.name === name);
    return this.save({ name, status: next, due: due ?? null, note: note ?? null });
  }

  handleName(event) {
    this.newName = event.detail.value;
  }

  handleDue(event) {
    this.newDue = event.detail.value;
  }

  async handleAdd() {
    const fields = [...this.template.querySelectorAll('lightning-input')];
    const wrong = fields.filter((field) => !field.reportValidity());
    if (wrong.length > 0 || this.newName.trim() === '') {
      (wrong[0] ?? fields[0]).focus();
      return;
    }
    if (await this.save({ name: this.newName.trim(), status: 'Open', due: this.newDue ?? null, note: null })) {
      this.newName = '';
      this.newDue = undefined;
    }
  }

  async save(milestone) {
    this.isBusy = true;
    try {
      await setMilestone({ agreementId: this.agreementId, ...milestone });
      this.errorMessage = undefined;
      this.dispatchEvent(new CustomEvent('milestonechange'));
      return true;
    } catch (error) {
      this.errorMessage = readableError(error);
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}
