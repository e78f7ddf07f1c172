import { LightningElement, api } from 'lwc';
import { ShowToastEvent } from 'lightning/platformShowToastEvent';
import { read } from '../../runtime/data.js';

/** What points at a record, newest first. */
export default class RelatedLists extends LightningElement {
  @api recordId;
  lists = [];

  async connectedCallback() {
    try {
      const { tables } = await read(`related/${this.recordId}`);
      this.lists = tables.map((table) => ({
        ...table,
        title: `${table.label} (${table.records.length}${table.more ? '+' : ''})`
      }));
    } catch (error) {
      this.dispatchEvent(new ShowToastEvent({ title: 'Related lists', message: error.message, variant: 'error' }));
    }
  }
}
