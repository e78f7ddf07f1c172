import { LightningElement, api } from 'lwc';
import getPage from '@salesforce/apex/TradingActivityController.getPage';
import { readableError } from 'c/readableError';
import { cellsOf, headingOf } from './cells';
import { labels } from './labels';
import { TABLES } from './tables';

/** Typing is over when nothing came for so long. */
const PAUSE_MS = 300;

/**
 * One table of an account's trading activity. The server sorts, filters and pages it; it is read again when its change
 * marker moves, as many rows as were shown.
 */
export default class TradingActivityTable extends LightningElement {
  @api recordId;
  /** `orders`, `invoices`, `shipments` or `documents`. */
  @api kind;

  labels = labels;
  rows;
  choices = {};
  cursor;
  marker;
  sortBy = 'received';
  ascending = false;
  status = '';
  text = '';
  expanded = new Set();
  arrived = new Set();
  errorMessage;
  latest = 0;
  isReading = false;
  pause;
  #markers;

  /** The change markers of all tables, by kind; a new object each time the page has looked. */
  @api
  get markers() {
    return this.#markers;
  }

  set markers(value) {
    this.#markers = value;
    const isRead = this.rows || this.errorMessage;
    if (value && isRead && (this.errorMessage || value[this.kind] !== this.marker)) {
      this.refresh();
    }
  }

  connectedCallback() {
    this.read({});
  }

  disconnectedCallback() {
    clearTimeout(this.pause);
  }

  get table() {
    return TABLES[this.kind];
  }

  get isLoading() {
    return !this.rows && !this.errorMessage;
  }

  get isEmpty() {
    return this.rows?.length === 0;
  }

  get hasRows() {
    return this.rows?.length > 0;
  }

  get emptyText() {
    return this.status || this.text ? labels.nothingFound : this.table.empty;
  }

  get statuses() {
    const choices = Object.entries(this.choices.status ?? {}).map(([value, label]) => ({ value, label }));
    return [{ value: '', label: labels.anyStatus }, ...choices];
  }

  get headings() {
    return this.table.columns.map((column) => headingOf(column, this.sortBy, this.ascending));
  }

  get columnCount() {
    return this.table.columns.length + 1;
  }

  /** Moves when anything of the account did: what an order unfolds to is made of invoices and shipments as well. */
  get version() {
    return this.#markers && Object.values(this.#markers).join(' ');
  }

  get shownRows() {
    return this.rows.map((row) => {
      const expanded = this.expanded.has(row.id);
      return {
        ...row,
        cells: cellsOf(this.table.columns, row, this.choices),
        order: this.kind === 'orders' ? row.number : undefined,
        url: `/lightning/r/${this.table.object}/${row.id}/view`,
        className: this.arrived.has(row.id) ? 'arrived' : '',
        expanded,
        expandedText: String(expanded),
        linesKey: `${row.id}-lines`,
        toggleIcon: expanded ? 'utility:chevrondown' : 'utility:chevronright',
        toggleLabel: expanded ? labels.hideLines : labels.showLines
      };
    });
  }

  handleSort(event) {
    const { sort } = event.currentTarget.dataset;
    this.ascending = sort === this.sortBy ? !this.ascending : true;
    this.sortBy = sort;
    this.read({});
  }

  handleStatus(event) {
    this.status = event.detail.value;
    this.read({});
  }

  handleSearch(event) {
    this.text = event.detail.value ?? '';
    clearTimeout(this.pause);
    // eslint-disable-next-line @lwc/lwc/no-async-operation
    this.pause = setTimeout(() => this.read({}), PAUSE_MS);
  }

  handleToggle(event) {
    const { id } = event.currentTarget.dataset;
    const expanded = new Set(this.expanded);
    if (!expanded.delete(id)) {
      expanded.add(id);
    }
    this.expanded = expanded;
  }

  handleMore() {
    return this.read({ cursor: this.cursor });
  }

  /**
   * Reads what is shown again; rows that were not there before are marked for a moment. While a person waits for rows
   * it does nothing: the marker still differs at the next look.
   */
  @api
  async refresh() {
    if (this.isReading) {
      return;
    }
    const known = this.rows && new Set(this.rows.map(({ id }) => id));
    await this.read({ rows: this.rows?.length });
    this.arrived = new Set(known && this.rows ? this.rows.map(({ id }) => id).filter((id) => !known.has(id)) : []);
  }

  /** @param where `cursor` of the next page, or how many `rows` from the start; an answer that was overtaken is dropped */
  async read(where) {
    this.latest += 1;
    const mine = this.latest;
    this.isReading = true;
    const { sortBy, ascending, status, text } = this;
    try {
      const request = { sortBy, ascending, status, text, ...where };
      const page = await getPage({ accountId: this.recordId, kind: this.kind, request });
      if (mine !== this.latest) {
        return;
      }
      this.rows = where.cursor ? [...this.rows, ...page.rows] : page.rows;
      this.choices = page.choices;
      this.cursor = page.cursor;
      // A next page does not tell whether the rows above it are still as they were.
      this.marker = where.cursor ? this.marker : page.marker;
      this.errorMessage = undefined;
      this.dispatchEvent(new CustomEvent('read'));
    } catch (error) {
      if (mine === this.latest) {
        this.errorMessage = readableError(error);
      }
    } finally {
      this.isReading = mine !== this.latest;
    }
  }
}
