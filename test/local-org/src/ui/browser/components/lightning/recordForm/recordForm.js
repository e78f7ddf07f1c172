import { LightningElement, api } from 'lwc';
import { read } from '../../../runtime/data.js';
import { fieldNameOf } from '../../../runtime/form-members.js';
import { nameOf } from '../../../runtime/ui-api.js';

const COLUMNS = 12;

/** A record's fields, chosen or those of its layout, with all that is needed to show, change and create it. */
export default class RecordForm extends LightningElement {
  @api recordTypeId;
  @api optionalFields;
  @api density = 'auto';
  @api columns;
  given = {};
  /** A person has asked to edit. */
  opened = false;
  model;
  loadError;

  @api get objectApiName() {
    return this.given.object;
  }
  set objectApiName(object) {
    this.take({ object });
  }

  @api get recordId() {
    return this.given.recordId;
  }
  set recordId(recordId) {
    this.take({ recordId });
  }

  /** Fields by name or schema; they win over the layout. */
  @api get fields() {
    return this.given.fields;
  }
  set fields(fields) {
    this.take({ fields });
  }

  /** `Full`. */
  @api get layoutType() {
    return this.given.layoutType;
  }
  set layoutType(layoutType) {
    this.take({ layoutType });
  }

  /** `view` with pencils, `edit` or `readonly`; without one, records are shown and new ones edited. */
  @api get mode() {
    return this.given.mode;
  }
  set mode(mode) {
    this.given = { ...this.given, mode };
  }

  connectedCallback() {
    return this.load();
  }

  take(given) {
    this.given = { ...this.given, ...given };
    if (this.isConnected) {
      this.load();
    }
  }

  get objectName() {
    return this.given.object && nameOf(this.given.object);
  }

  async load() {
    const { recordId, fields, layoutType } = this.given;
    const names = fields?.map(fieldNameOf) ?? [];
    if (!this.objectName || (names.length === 0 && !layoutType)) {
      return;
    }
    if (names.length === 0 && layoutType === 'Compact') {
      console.error('not emulated: layout-type="Compact" of lightning-record-form; give it fields');
    }
    try {
      const query = new URLSearchParams({ recordId: recordId ?? '', fields: names.join(',') });
      const model = await read(`form/${this.objectName}?${query}`);
      this.model = model.sections ?? [{ label: '', columns: 1, fields: model.fields }];
      this.loadError = undefined;
    } catch (error) {
      this.loadError = error.message;
    }
  }

  get isEditing() {
    return Boolean(this.model) && (this.mode === 'edit' || this.opened || (!this.recordId && !this.mode));
  }

  get isShowing() {
    return Boolean(this.model) && !this.isEditing;
  }

  get sections() {
    return this.model.map(({ label, columns, fields }, index) => ({
      key: `${label}${index}`,
      label,
      size: COLUMNS / (Number(this.columns) || columns),
      items: fields.filter((field) => this.recordId || field?.editable).map((field, place) => this.itemOf(field, place))
    }));
  }

  itemOf(field, place) {
    return {
      key: field?.apiName ?? `empty${place}`,
      name: field?.apiName,
      required: field?.required,
      readOnly: !field?.editable,
      canEdit: field?.editable && this.mode !== 'readonly',
      editLabel: `Edit ${field?.label}`
    };
  }

  handleEdit() {
    this.opened = true;
  }

  handleCancel() {
    this.opened = false;
    this.template.querySelector('shell-form-sections')?.reset();
    this.dispatchEvent(new CustomEvent('cancel', { bubbles: true, composed: true }));
  }

  handleSuccess() {
    this.opened = false;
  }
}
