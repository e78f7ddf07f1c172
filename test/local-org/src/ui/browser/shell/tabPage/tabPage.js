import { LightningElement, api } from 'lwc';

/** An app page, or a tab with one component. */
export default class TabPage extends LightningElement {
  @api page;

  get nodes() {
    return this.page.model.regions.flatMap(({ nodes }) => nodes);
  }
}
