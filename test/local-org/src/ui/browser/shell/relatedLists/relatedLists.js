import { LightningElement, api } from 'lwc';
import { ShowToastEvent } from 'lightning/platformShowToastEvent';
import FormModal from 'shell/formModal';
import { read } from '../../runtime/data.js';
import { onRecordChanged } from '../../runtime/records.js';

/** What points at a record, newest first. */
export default class RelatedLists extends LightningElement {
  @api recordId;
  /** Only the list of this relationship. */
  @api relationship;
  lists = [];

  connectedCallback() {
    this.stop = onRecordChanged(this.recordId, () => this.load());
    return this.load();
  }

  disconnectedCallback() {
    this.stop?.();
  }

  async load() {
    try {
      const { tables } = await read(`related/${this.recordId}`);
      const wanted = this.relationship?.toLowerCase();
      this.lists = tables
        .filter((table) => wanted === undefined || table.relationship.toLowerCase() === wanted)
        .map((table) => ({
          ...table,
          key: table.relationship,
          title: `${table.label} (${table.records.length}${table.more ? '+' : ''})`
        }));
    } catch (error) {
      this.dispatchEvent(new ShowToastEvent({ title: 'Related lists', message: error.message, variant: 'error' }));
    }
  }

  async handleNew(event) {
    const list = this.lists.find(({ key }) => key === event.currentTarget.dataset.key);
    const defaults = { [list.parentField]: this.recordId };
    const label = `New ${list.objectLabel}`;
    if (await FormModal.open({ size: 'medium', label, objectApiName: list.object, defaults })) {
      await this.load();
    }
  }
}
