import { LightningElement, api } from 'lwc';

/** Records in rows; the first column leads to the record. */
export default class RecordTable extends LightningElement {
  @api table;

  get isEmpty() {
    return this.table.records.length === 0;
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
}
