import { LightningElement, api } from 'lwc';
import { ShowToastEvent } from 'lightning/platformShowToastEvent';
import decide from '@salesforce/apex/DocumentDeskController.decide';
import getCorrection from '@salesforce/apex/DocumentDeskController.getCorrection';
import { editable } from 'c/ediText';
import { readableError } from 'c/readableError';
import { labels } from './labels';

/** A correction: what was changed and why, and the decision of the second person. */
export default class DocumentCorrection extends LightningElement {
  /** Whether the person may approve corrections at all. */
  @api mayApprove = false;

  labels = labels;
  after;
  comment = '';
  errorMessage;
  isBusy = false;
  before;
  /** What the page shows: a private field would not be followed. */
  shown;
  #original;

  /** As DeskView.CorrectionView tells it. */
  @api
  get correction() {
    return this.shown;
  }

  set correction(value) {
    const isOther = value.id !== this.shown?.id;
    this.shown = value;
    if (isOther && this.isOpen) {
      this.read();
    }
  }

  /** The text as it was received; undefined while it is not here. */
  @api
  get original() {
    return this.#original;
  }

  set original(value) {
    this.#original = value;
    this.before = value === undefined ? undefined : editable(value).shown;
  }

  get heading() {
    return `${labels.title} ${this.shown.name}`;
  }

  get isOpen() {
    return this.shown.status === 'Proposed';
  }

  get mayDecide() {
    return this.mayApprove && !this.shown.isOwn;
  }

  get obstacle() {
    return this.mayApprove ? labels.own : labels.waits;
  }

  get canCompare() {
    return this.before !== undefined && this.after !== undefined;
  }

  /** Nobody approves what they cannot see. */
  get isApprovalBlocked() {
    return this.isBusy || this.after === undefined;
  }

  handleComment(event) {
    this.comment = event.detail.value;
  }

  handleApprove() {
    return this.decide(true);
  }

  handleReject() {
    if (this.comment.trim() === '') {
      this.errorMessage = labels.needsReason;
      return undefined;
    }
    return this.decide(false);
  }

  async decide(isApproved) {
    this.isBusy = true;
    try {
      await decide({ correctionId: this.shown.id, isApproved, reason: this.comment });
      this.errorMessage = undefined;
      const title = isApproved ? labels.approved : labels.rejected;
      this.dispatchEvent(new ShowToastEvent({ title, variant: 'success' }));
      this.dispatchEvent(new CustomEvent('decided'));
    } catch (error) {
      this.errorMessage = readableError(error);
    } finally {
      this.isBusy = false;
    }
  }

  async read() {
    try {
      this.after = editable(await getCorrection({ correctionId: this.shown.id })).shown;
    } catch (error) {
      this.errorMessage = readableError(error);
    }
  }
}
