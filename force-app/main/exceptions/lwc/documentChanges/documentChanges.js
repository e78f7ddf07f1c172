import { LightningElement, api } from 'lwc';
import { lineDiff } from 'c/lineDiff';
import { labels } from './labels';

const SIGNS = { same: '', removed: '−', added: '+', gap: '⋯' };

/** What was changed between two texts, line by line. */
export default class DocumentChanges extends LightningElement {
  @api before = '';
  @api after = '';

  labels = labels;

  get rows() {
    return lineDiff(this.before.split('\n'), this.after.split('\n')).map(({ kind, text }, key) => ({
      key,
      kind,
      text,
      sign: SIGNS[kind],
      spoken: labels[kind],
      rowClass: `row ${kind}`
    }));
  }

  get isEmpty() {
    return this.rows.length === 0;
  }
}
