import { LightningElement, api } from 'lwc';
import { read, save } from '../../runtime/data.js';
import { narrowed } from '../../runtime/dependent.js';
import { onRecordChanged, recordChanged } from '../../runtime/records.js';

/** A record's fields in the sections of its layout: shown, or edited with the server's errors in their places. */
export default class RecordForm extends LightningElement {
  @api objectApiName;
  @api recordId;
  /** `view` or `edit`. */
  @api mode = 'view';
  /** Values of a new record, by field. */
  @api defaults = {};
  /** Only these fields, in one section. */
  @api fieldNames;
  /** The surroundings have the buttons, and call `submit`. */
  @api buttonless = false;
  model;
  faults = [];
  loadError;
  saving = false;
  /** Values that were entered, by field, as far as others depend on them. */
  typed = {};

  connectedCallback() {
    if (this.recordId) {
      this.stop = onRecordChanged(this.recordId, () => this.load());
    }
    return this.load();
  }

  disconnectedCallback() {
    this.stop?.();
  }

  async load() {
    const query = new URLSearchParams({ recordId: this.recordId ?? '', defaults: JSON.stringify(this.given) });
    if (this.fieldNames?.length) {
      query.set('fields', this.fieldNames.join(','));
    }
    try {
      const model = await read(`form/${this.objectApiName}?${query}`);
      this.model = model.sections ? model : { ...model, sections: [{ label: '', columns: 1, fields: model.fields }] };
      this.loadError = undefined;
    } catch (error) {
      this.loadError = error.message;
    }
  }

  /** What the caller and the choice of a record type give a new record. */
  get given() {
    return { ...this.defaults, ...(this.typeId ? { RecordTypeId: this.typeId } : {}) };
  }

  get hasTypes() {
    return this.isEdit && this.model.recordTypes?.length > 0;
  }

  /** Picklists and defaults are those of the type; what was entered before goes along. */
  handleType(event) {
    this.typeId = event.detail.value;
    return this.load();
  }

  get isEdit() {
    return this.mode === 'edit';
  }

  get hasButtons() {
    return this.isEdit && !this.buttonless;
  }

  get sections() {
    return this.model.sections.map(({ label, columns, fields }, index) => ({
      key: `${label}${index}`,
      label,
      size: 12 / columns,
      items: fields
        .filter((field) => !this.isEdit || this.recordId || field === null || field.editable)
        .map((field, place) => ({
          key: field?.apiName ?? `empty${place}`,
          field: field && { ...narrowed(field, this.controlling(field)), link: this.linkOf(field) },
          editing: Boolean(this.isEdit && field?.editable),
          errors: field ? this.errorsOf(field.apiName) : []
        }))
    }));
  }

  /** What the field that controls this one holds now. */
  controlling({ dependsOn }) {
    return dependsOn && (dependsOn.field in this.typed ? this.typed[dependsOn.field] : dependsOn.value);
  }

  /** A choice may take values away from the picklists that depend on it, and from those that depend on them. */
  handleInput({ detail: { name, value } }) {
    const dependents = this.model.sections
      .flatMap(({ fields }) => fields)
      .filter((field) => field?.dependsOn?.field === name);
    if (dependents.length) {
      this.typed = { ...this.typed, [name]: value };
    }
    for (const field of dependents) {
      this.inputs.find((input) => input.field.apiName === field.apiName)?.keepAllowed(narrowed(field, value));
    }
  }

  linkOf(field) {
    return field.type === 'reference' && field.value
      ? { label: field.displayValue ?? field.value, url: `/lightning/r/record/${field.value}/view` }
      : undefined;
  }

  errorsOf(apiName) {
    return this.faults.filter(({ fields }) => fields.includes(apiName)).map(({ message }) => message);
  }

  get shownFields() {
    return new Set(this.model.sections.flatMap(({ fields }) => fields.map((field) => field?.apiName)));
  }

  /** Errors of the record, and of fields that the form does not show. */
  get pageFaults() {
    const shown = this.shownFields;
    return this.faults.filter(({ fields }) => !fields.some((name) => shown.has(name))).map(({ message }) => message);
  }

  get hasFaults() {
    return this.pageFaults.length > 0;
  }

  get inputs() {
    return [...this.template.querySelectorAll('shell-field-input')];
  }

  handleCancel() {
    this.dispatchEvent(new CustomEvent('cancel'));
  }

  @api async submit() {
    if (!this.inputs.map((input) => input.reportValidity()).every(Boolean)) {
      return;
    }
    const changed = this.inputs.filter((input) => !this.recordId || input.isChanged);
    const fields = Object.fromEntries(changed.map((input) => [input.field.apiName, input.value]));
    this.saving = true;
    try {
      const given = this.recordId ? {} : this.given;
      const result = await save(this.objectApiName, this.recordId ?? null, { ...given, ...fields });
      this.faults = result.faults ?? [];
      if (!result.faults) {
        recordChanged(result.id);
        this.dispatchEvent(new CustomEvent('success', { detail: { id: result.id } }));
      }
    } catch (error) {
      this.faults = [{ message: error.message, fields: [] }];
    } finally {
      this.saving = false;
    }
  }

  handleSave() {
    return this.submit();
  }
}
