import { LightningElement, api } from 'lwc';

const keyOf = (row, field) => `${row ?? ''}.${field}`;

/**
 * What the steps of the wizard have in common: they show a part of the request, tell when it changes and when a field
 * is left, and show what is wrong at its field: at once for fields that were left, for all once the step was.
 */
export class OnboardingForm extends LightningElement {
  /** The part of the request that the step is about. */
  @api value;
  /** Values to choose from, by name. */
  @api choices = {};
  touched = new Set();
  given = { faults: [], showAll: false };

  /** What the server found wrong with it. */
  @api
  get faults() {
    return this.given.faults;
  }

  set faults(faults) {
    this.give({ faults });
  }

  /** The step was left once: everything that is wrong is shown. */
  @api
  get showAll() {
    return this.given.showAll;
  }

  set showAll(showAll) {
    this.give({ showAll });
  }

  /** Moves the focus to the first field that is wrong. @returns whether there is one */
  @api
  focusFault() {
    const wrong = this.fields.find((field) => this.faultOf(field));
    wrong?.focus();
    return wrong !== undefined;
  }

  renderedCallback() {
    this.showFaults();
  }

  /** Fields that are drawn already show what is wrong without being drawn again. */
  async give(change) {
    this.given = { ...this.given, ...change };
    await Promise.resolve();
    this.showFaults();
  }

  showFaults() {
    for (const field of this.fields) {
      const message = this.isShown(field) ? (this.faultOf(field)?.message ?? '') : '';
      field.setCustomValidity?.(message);
      if (this.isShown(field)) {
        field.reportValidity?.();
      }
    }
  }

  get fields() {
    return [...this.template.querySelectorAll('[data-field]')];
  }

  /** What is wrong with the step as a whole. */
  get stepFaults() {
    return this.showAll ? this.faults.filter(({ field, isWarning }) => !field && !isWarning) : [];
  }

  isShown({ dataset: { row, field } }) {
    return this.showAll || this.touched.has(keyOf(row, field));
  }

  faultOf({ dataset: { row, field } }) {
    return this.faults.find(
      (fault) => fault.field === field && String(fault.row ?? '') === (row ?? '') && !fault.isWarning
    );
  }

  /** Warnings of a row, which are shown at once. */
  warningsOf(row) {
    return this.faults.filter((fault) => fault.isWarning && fault.row === row);
  }

  tell(value) {
    this.dispatchEvent(new CustomEvent('valuechange', { detail: value }));
  }

  /** A field was left: it is saved, and from now on shows what is wrong with it. */
  handleLeave(event) {
    const { row, field } = event.currentTarget.dataset;
    this.touched = new Set(this.touched).add(keyOf(row, field));
    this.dispatchEvent(new CustomEvent('leave'));
  }

  /** A field of what stands once. */
  handleField(event) {
    this.tell({ ...this.value, [event.currentTarget.dataset.field]: event.detail.value });
  }

  /** A field of a row. */
  handleRowField(event) {
    const { row, field } = event.currentTarget.dataset;
    this.changeRow(row, { [field]: event.detail.checked ?? event.detail.value });
  }

  changeRow(row, change) {
    this.tell(this.value.map((one, index) => (index === Number(row) ? { ...one, ...change } : one)));
  }

  addRow(row) {
    this.tell([...this.value, row]);
  }

  /** Rows move up behind one that goes, and with them which of their fields were left. */
  handleRemove(event) {
    const removed = Number(event.currentTarget.dataset.row);
    this.touched = new Set(
      [...this.touched].flatMap((key) => {
        const [row, field] = key.split('.');
        if (row === '' || Number(row) < removed) {
          return [key];
        }
        return Number(row) === removed ? [] : [keyOf(Number(row) - 1, field)];
      })
    );
    this.tell(this.value.filter((_, index) => index !== removed));
    this.dispatchEvent(new CustomEvent('leave'));
  }
}
