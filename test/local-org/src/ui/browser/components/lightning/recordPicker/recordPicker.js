import { LightningElement, api } from 'lwc';
import { read } from '../../../runtime/data.js';
import { nameOf } from '../../../runtime/ui-api.js';

const isTrue = (value) => value === '' || value === true || value === 'true';

function refuse(attribute, value) {
  if (value !== undefined && value !== null) {
    console.error(`not emulated: ${attribute} of lightning-record-picker; records are found and shown by their names`);
  }
}

/** Finds a record of an object by its name. */
export default class RecordPicker extends LightningElement {
  @api label;
  @api objectApiName;
  @api placeholder;
  @api disabled = false;
  @api required = false;
  /** `standard` or `label-hidden`. */
  @api variant = 'standard';
  @api fieldLevelHelp;
  @api messageWhenValueMissing;
  chosen = null;
  name = null;
  customError = '';
  /** The lookup holds what was typed; a new one starts from the value. */
  generation = 0;

  @api get value() {
    return this.chosen;
  }
  set value(recordId) {
    if ((recordId ?? null) !== this.chosen) {
      this.chosen = recordId ?? null;
      this.name = null;
      this.generation++;
      this.readName();
    }
  }

  @api get filter() {
    return undefined;
  }
  set filter(value) {
    refuse('filter', value);
  }

  @api get displayInfo() {
    return undefined;
  }
  set displayInfo(value) {
    refuse('display-info', value);
  }

  @api get matchingInfo() {
    return undefined;
  }
  set matchingInfo(value) {
    refuse('matching-info', value);
  }

  connectedCallback() {
    return this.readName();
  }

  renderedCallback() {
    if (!this.isReady) {
      this.isReady = true;
      this.dispatchEvent(new CustomEvent('ready'));
    }
  }

  async readName() {
    const recordId = this.chosen;
    if (!this.isConnected || !recordId || !this.objectApiName) {
      return;
    }
    try {
      const { title } = await read(`form/${nameOf(this.objectApiName)}?recordId=${recordId}`);
      if (recordId === this.chosen) {
        this.name = title;
      }
    } catch (error) {
      this.dispatchEvent(new CustomEvent('error', { detail: { error } }));
    }
  }

  get lookups() {
    const field = {
      label: this.label,
      variant: this.variant,
      help: this.fieldLevelHelp,
      required: isTrue(this.required),
      disabled: isTrue(this.disabled),
      placeholder: this.placeholder,
      missingMessage: this.messageWhenValueMissing,
      value: this.chosen,
      displayValue: this.name,
      references: this.objectApiName ? [nameOf(this.objectApiName)] : []
    };
    return [{ key: this.generation, field }];
  }

  handleChange(event) {
    event.stopPropagation();
    this.chosen = event.detail.value;
    this.dispatchEvent(new CustomEvent('change', { detail: { recordId: this.chosen } }));
  }

  /** Forgets the record and what was typed; tells no change. */
  @api clearSelection() {
    this.chosen = null;
    this.name = null;
    this.customError = '';
    this.generation++;
  }

  @api checkValidity() {
    return this.customError === '' && !(isTrue(this.required) && !this.chosen);
  }

  @api setCustomValidity(message) {
    this.customError = message ?? '';
  }

  @api reportValidity() {
    return this.template.querySelector('shell-lookup').reportValidity() && this.customError === '';
  }
}
