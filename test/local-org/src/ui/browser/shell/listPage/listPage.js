import { LightningElement, api } from 'lwc';
import { decodeDefaultFieldValues } from 'lightning/pageReferenceUtils';
import FormModal from 'shell/formModal';
import { read } from '../../runtime/data.js';
import { afterTyping } from '../../runtime/typing.js';

const PAGE = 50;

/** A list view of an object: sorted by a column, searched by name, a page at a time. */
export default class ListPage extends LightningElement {
  @api objectApiName;
  @api viewName;
  /** Opens the form of a new record, with these values. */
  @api create;
  view;
  viewOptions = [];
  table;
  error;
  canCreate = false;
  label = '';
  sort = '';
  descending = false;
  search = '';
  offset = 0;

  async connectedCallback() {
    this.view = this.viewName;
    await this.load();
    if (this.create !== undefined) {
      await this.openNew(decodeDefaultFieldValues(this.create));
    }
  }

  get hasViews() {
    return this.viewOptions.length > 0;
  }

  get isFirst() {
    return this.offset === 0;
  }

  get isLast() {
    return !this.table.more;
  }

  get range() {
    const count = this.table.records.length;
    return count === 0 ? 'No items' : `Items ${this.offset + 1} to ${this.offset + count}`;
  }

  handleView(event) {
    this.view = event.detail.value;
    this.offset = 0;
    window.history.replaceState(undefined, '', `?filterName=${encodeURIComponent(this.view)}`);
    return this.load();
  }

  handleSort(event) {
    this.sort = event.detail.column;
    this.descending = event.detail.descending;
    this.offset = 0;
    return this.load();
  }

  searchSoon = afterTyping(() => this.load());

  handleSearch(event) {
    this.search = event.detail.value;
    this.offset = 0;
    this.searchSoon();
  }

  handlePrevious() {
    this.offset = Math.max(0, this.offset - PAGE);
    return this.load();
  }

  handleNext() {
    this.offset += PAGE;
    return this.load();
  }

  handleNew() {
    return this.openNew({});
  }

  async openNew(defaults) {
    const label = `New ${this.label}`;
    const id = await FormModal.open({ size: 'medium', label, objectApiName: this.objectApiName, defaults });
    if (id) {
      window.location.assign(`/lightning/r/${this.objectApiName}/${id}/view`);
    }
  }

  async load() {
    const query = new URLSearchParams({
      view: this.view ?? '',
      sort: this.sort,
      descending: String(this.descending),
      search: this.search,
      offset: String(this.offset)
    });
    try {
      const answer = await read(`list/${this.objectApiName}?${query}`);
      this.viewOptions = answer.views.map(({ name, label }) => ({ value: name, label }));
      this.view = answer.view;
      this.table = answer.table;
      this.canCreate = answer.canCreate;
      this.label = answer.label;
      this.error = undefined;
      document.title = answer.table.label;
    } catch (error) {
      this.error = error.message;
    }
  }
}
