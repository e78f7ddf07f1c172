import { LightningElement, api } from 'lwc';
import { read } from '../../runtime/data.js';

/** A list view of an object. */
export default class ListPage extends LightningElement {
  @api objectApiName;
  @api viewName;
  view;
  viewOptions = [];
  table;
  error;

  connectedCallback() {
    this.view = this.viewName;
    return this.load();
  }

  handleView(event) {
    this.view = event.detail.value;
    window.history.replaceState(undefined, '', `?filterName=${encodeURIComponent(this.view)}`);
    return this.load();
  }

  async load() {
    try {
      const { views, view, table } = await read(
        `list/${this.objectApiName}?view=${encodeURIComponent(this.view ?? '')}`
      );
      this.viewOptions = views.map(({ name, label }) => ({ value: name, label }));
      this.view = view;
      this.table = table;
      document.title = table.label;
    } catch (error) {
      this.error = error.message;
    }
  }
}
