import { LightningElement, api } from 'lwc';
import { lineDiff } from 'c/lineDiff';
import { labels } from './labels';

const SIGNS = { same: '', removed: '−', added: '+', gap: '⋯' };

/** The line break at the end of a text begins no line. */
const linesOf = (text) => text.replace(/\n$/, '').split('\n');

/** What was changed between two texts, line by line. */
export default class DocumentChanges extends LightningElement {
  @api before = '';
  @api after = '';

  labels = labels;

  get rows() {
    return lineDiff(linesOf(this.before), linesOf(this.after)).map(({ kind, text }, key) => ({
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
