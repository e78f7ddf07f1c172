import { LightningElement, api } from 'lwc';
import FormModal from 'shell/formModal';
import { read } from '../../runtime/data.js';
import { onRecordChanged } from '../../runtime/records.js';

const PLACED = new Set(['header', 'sidebar']);

/** A record's page: the regions of its flexipage, in the template with header, main column and sidebar. */
export default class RecordPage extends LightningElement {
  @api recordId;
  /** Opens the form at once. */
  @api edit = false;
  record;
  regions = [];
  actions = [];
  error;

  async connectedCallback() {
    this.stop = onRecordChanged(this.recordId, () => this.load());
    await this.load();
    if (this.edit && this.record) {
      const { recordId } = this;
      const objectApiName = this.record.object.apiName;
      await FormModal.open({ size: 'medium', label: `Edit ${this.record.title}`, objectApiName, recordId });
      window.history.replaceState(undefined, '', `/lightning/r/${objectApiName}/${recordId}/view`);
      await this.load();
    }
  }

  disconnectedCallback() {
    this.stop?.();
  }

  async load() {
    try {
      const { record, page, actions } = await read(`record/${this.recordId}`);
      this.record = record;
      this.actions = actions;
      // The components of a page stay as they are while only the record changes.
      if (JSON.stringify(page.regions) !== JSON.stringify(this.regions)) {
        this.regions = page.regions;
      }
      document.title = `${record.title} | ${record.object.label}`;
    } catch (error) {
      this.error = error.message;
    }
  }

  get header() {
    return this.nodesOf(({ name }) => name === 'header');
  }

  get main() {
    return this.nodesOf(({ name }) => !PLACED.has(name));
  }

  get sidebar() {
    return this.nodesOf(({ name }) => name === 'sidebar');
  }

  get hasSidebar() {
    return this.sidebar.length > 0;
  }

  get mainSize() {
    return this.hasSidebar ? 9 : 12;
  }

  nodesOf(isWanted) {
    return this.regions.filter(isWanted).flatMap(({ nodes }) => nodes);
  }
}
