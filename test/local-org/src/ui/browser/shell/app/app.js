import { LightningElement } from 'lwc';

/** The frame of every page: who is logged in, the app's tabs, and the page itself. */
export default class App extends LightningElement {
  get settings() {
    return globalThis.$localOrg;
  }

  get page() {
    return this.settings.page;
  }

  get isRecord() {
    return this.page.kind === 'record';
  }

  get isList() {
    return this.page.kind === 'list';
  }

  get userName() {
    return this.settings.user.Name;
  }

  get initials() {
    return this.userName
      .split(' ')
      .map((word) => word[0])
      .join('')
      .slice(0, 2);
  }

  get appLabel() {
    return this.settings.app.label;
  }

  get tabs() {
    return this.settings.app.tabs.map((tab) => {
      const active = tab.object === this.page.objectApiName;
      return {
        ...tab,
        current: active ? 'page' : undefined,
        itemClass: active ? 'slds-context-bar__item slds-is-active' : 'slds-context-bar__item'
      };
    });
  }
}
