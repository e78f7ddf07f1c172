import { LightningElement } from 'lwc';
import { read } from '../../runtime/data.js';

/** HTML as its text: e-mails are read here, not rendered. */
function plain(html) {
  return new DOMParser().parseFromString(html, 'text/html').body.textContent;
}

/** E-mails and notifications that Apex has sent. */
export default class InboxPage extends LightningElement {
  entries = [];
  isEmpty = false;

  async connectedCallback() {
    const { entries } = await read('inbox');
    this.isEmpty = entries.length === 0;
    this.entries = entries.map((entry, index) => ({
      ...entry,
      key: index,
      icon: entry.kind === 'email' ? 'standard:email' : 'standard:announcement',
      heading: entry.kind === 'email' ? entry.subject : entry.title,
      to: entry.names.join(', '),
      time: Date.parse(entry.at),
      text: entry.html ? plain(entry.body) : entry.body
    }));
  }
}
