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
  #deliveries = 0;

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

  /** The lines, each followed by its further deliveries. */
  get rows() {
    return this.form.lines.flatMap((line) => {
      const given = this.answers[line.key];
      const isRejected = given.decision === 'rejected';
      const more = isRejected ? [] : given.more;
      return [
        { ...line, ordered: line.quantity, ...given, rowKey: line.key, isLine: true, isRejected },
        ...more.map((delivery, index) => ({
          ...delivery,
          key: line.key,
          rowKey: `${line.key}:${delivery.id}`,
          lineNumber: line.lineNumber,
          number: index + 2,
          isLine: false
        }))
      ];
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
    this.give(event.target.dataset.key, { [event.target.name]: event.detail.value });
  }

  handleSplit(event) {
    const { key } = event.target.dataset;
    const { more } = this.answers[key];
    this.#deliveries += 1;
    this.give(key, { more: [...more, { id: String(this.#deliveries), quantity: undefined, promised: undefined }] });
  }

  handleRemove(event) {
    const { key, delivery } = event.target.dataset;
    this.give(key, { more: this.answers[key].more.filter(({ id }) => id !== delivery) });
  }

  handleDelivery(event) {
    const { key, delivery } = event.target.dataset;
    const change = { [event.target.name]: event.detail.value };
    const more = this.answers[key].more.map((one) => (one.id === delivery ? { ...one, ...change } : one));
    this.give(key, { more });
  }

  give(key, change) {
    this.answers = { ...this.answers, [key]: { ...this.answers[key], ...change } };
  }

  decideAll(decision) {
    this.answers = Object.fromEntries(
      this.form.lines.map(({ key, quantity, price }) => [
        key,
        { decision, quantity, price, promised: undefined, more: [] }
      ])
    );
  }

  async handleSend() {
    this.isSending = true;
    try {
      const answers = this.form.lines.map(({ key, price: ordered }) => {
        const { decision, quantity, price, promised, more } = this.answers[key];
        const given = numberOf(price);
        const deliveryOf = (one) => ({
          quantity: numberOf(one.quantity),
          promised: isEmpty(one.promised) ? null : one.promised
        });
        return {
          key,
          decision,
          ...deliveryOf({ quantity, promised }),
          price: given === ordered ? null : given,
          ...(more.length > 0 ? { parts: [{ quantity, promised }, ...more].map(deliveryOf) } : {})
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
