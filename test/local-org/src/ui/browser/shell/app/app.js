import { LightningElement } from 'lwc';
import { post } from '../../runtime/data.js';

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

  get users() {
    return this.settings.users.map((user) => ({ ...user, checked: user.id === this.settings.user.Id }));
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

  async handleUser(event) {
    await post(`user/${event.detail.value}`);
    window.location.reload();
  }
}
