import { LightningElement, api } from 'lwc';
import { read } from '../../runtime/data.js';

const PLACED = new Set(['header', 'sidebar']);

/** A record's page: the regions of its flexipage, in the template with header, main column and sidebar. */
export default class RecordPage extends LightningElement {
  @api recordId;
  record;
  regions = [];
  error;

  async connectedCallback() {
    try {
      const { record, page } = await read(`record/${this.recordId}`);
      this.record = record;
      this.regions = page.regions;
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
