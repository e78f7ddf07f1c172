import { LightningElement, api } from 'lwc';

/** Records in rows; the first column leads to the record. Where `sortable`, a column's head asks for its order. */
export default class RecordTable extends LightningElement {
  @api table;
  @api sortable = false;
  @api sortedBy;
  @api descending = false;

  get isEmpty() {
    return this.table.records.length === 0;
  }

  get columns() {
    return this.table.columns.map((column) => {
      const sorted = column.apiName === this.sortedBy;
      return {
        ...column,
        canSort: this.sortable && column.sortable,
        sortTitle: `Sort by ${column.label}`,
        ariaSort: sorted ? (this.descending ? 'descending' : 'ascending') : undefined,
        sortIcon: sorted ? (this.descending ? 'utility:arrowdown' : 'utility:arrowup') : undefined
      };
    });
  }

  get rows() {
    return this.table.records.map((record) => ({
      id: record.id,
      cells: this.table.columns.map((column, index) => {
        const field = record.fields.find(({ apiName }) => apiName === column.apiName) ?? { ...column, value: null };
        return index === 0 ? { ...field, link: { label: record.title, url: record.url } } : field;
      })
    }));
  }

  handleSort(event) {
    const { column } = event.currentTarget.dataset;
    const descending = column === this.sortedBy && !this.descending;
    this.dispatchEvent(new CustomEvent('sort', { detail: { column, descending } }));
  }
}
