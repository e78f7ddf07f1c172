import { LightningElement, api } from 'lwc';
import components from 'local-org/components';

/** Draws a list of places on a page; the project's components are loaded when a page has them. */
export default class PageNodes extends LightningElement {
  /** Absent on pages of no record. */
  @api record;
  @api actions = [];
  @api nodes = [];
  shown = [];

  async connectedCallback() {
    this.shown = await Promise.all(this.nodes.map((node, index) => this.prepare(node, index)));
  }

  async prepare(node, key) {
    return {
      ...node,
      key,
      isHighlights: node.kind === 'highlights',
      isDetails: node.kind === 'details',
      isRelatedLists: node.kind === 'relatedLists' || node.kind === 'relatedList',
      isNotEmulated: node.kind === 'notEmulated',
      isTabset: node.kind === 'tabset',
      activeTab: node.tabs?.find(({ active }) => active)?.label,
      component: node.kind === 'lwc' ? (await components[node.name]()).default : null,
      properties: { ...node.properties, ...this.recordProperties }
    };
  }

  get recordProperties() {
    return this.record ? { recordId: this.record.id, objectApiName: this.record.object.apiName } : {};
  }
}
