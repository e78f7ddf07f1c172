import { LightningElement, api } from 'lwc';
import { ShowToastEvent } from 'lightning/platformShowToastEvent';
import answer from '@salesforce/apex/OrderAnswerController.answer';
import getForm from '@salesforce/apex/OrderAnswerController.getForm';
import TIME_ZONE from '@salesforce/i18n/timeZone';
import { readableError } from 'c/readableError';
import { labels } from './labels';

const isEmpty = (value) => value === undefined || value === null || value === '';
const numberOf = (value) => (isEmpty(value) ? null : Number(value));

/** Answers an order line by line: accept, accept with changes, reject. What is sent goes to the partner as a document. */
export default class OrderAnswer extends LightningElement {
  labels = labels;
  timeZone = TIME_ZONE;
  form;
  answers;
  errorMessage;
  isSending = false;
  #recordId;
  #version;

  @api
  get recordId() {
    return this.#recordId;
  }

  set recordId(value) {
    this.#recordId = value;
    this.read();
  }

  /** Changes whenever the order may have changed; an open form is left alone. */
  @api
  get version() {
    return this.#version;
  }

  set version(value) {
    const moved = this.#version !== undefined && this.#version !== value;
    this.#version = value;
    if (moved && !this.isOpen) {
      this.read();
    }
  }

  get choices() {
    return [
      { value: 'accepted', label: labels.accept },
      { value: 'rejected', label: labels.reject },
      { value: 'backordered', label: labels.backorder }
    ];
  }

  get isOpen() {
    return this.answers !== undefined;
  }

  get canOpen() {
    return this.form && !this.form.obstacle && !this.isOpen && this.form.lines.length > 0;
  }

  get hasAnswer() {
    return Boolean(this.form?.status);
  }

  get showsObstacle() {
    return Boolean(this.form?.obstacle) && !this.hasAnswer;
  }

  get rows() {
    return this.form.lines.map((line) => {
      const given = this.answers[line.key];
      return { ...line, ordered: line.quantity, ...given, isRejected: given.decision === 'rejected' };
    });
  }

  handleOpen() {
    this.decideAll('accepted');
  }

  handleClose() {
    this.answers = undefined;
  }

  handleAcceptAll() {
    this.decideAll('accepted');
  }

  handleRejectAll() {
    this.decideAll('rejected');
  }

  handleChange(event) {
    const { key } = event.target.dataset;
    const { value } = event.detail;
    this.answers = { ...this.answers, [key]: { ...this.answers[key], [event.target.name]: value } };
  }

  decideAll(decision) {
    this.answers = Object.fromEntries(
      this.form.lines.map(({ key, quantity, price }) => [key, { decision, quantity, price, promised: undefined }])
    );
  }

  async handleSend() {
    this.isSending = true;
    try {
      const answers = this.form.lines.map(({ key, price: ordered }) => {
        const { decision, quantity, price, promised } = this.answers[key];
        const given = numberOf(price);
        return {
          key,
          decision,
          quantity: numberOf(quantity),
          price: given === ordered ? null : given,
          promised: isEmpty(promised) ? null : promised
        };
      });
      await answer({ orderId: this.#recordId, answers: JSON.stringify(answers) });
      this.answers = undefined;
      this.errorMessage = undefined;
      this.dispatchEvent(new ShowToastEvent({ title: labels.sent, variant: 'success' }));
      this.dispatchEvent(new CustomEvent('answered'));
      await this.read();
    } catch (error) {
      this.errorMessage = readableError(error);
    } finally {
      this.isSending = false;
    }
  }

  async read() {
    try {
      this.form = await getForm({ orderId: this.#recordId });
      this.errorMessage = undefined;
    } catch (error) {
      this.errorMessage = readableError(error);
    }
  }
}
