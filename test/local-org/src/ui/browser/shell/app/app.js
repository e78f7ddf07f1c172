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

  get isTab() {
    return this.page.kind === 'tab';
  }

  get isInbox() {
    return this.page.kind === 'inbox';
  }

  get apps() {
    return this.settings.apps.map((app) => ({ ...app, checked: app.name === this.settings.app.name }));
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
      const active = tab.object === null ? tab.name === this.page.name : tab.object === this.page.objectApiName;
      return {
        ...tab,
        current: active ? 'page' : undefined,
        itemClass: active ? 'slds-context-bar__item slds-is-active' : 'slds-context-bar__item'
      };
    });
  }

  handleApp(event) {
    window.location.assign(`/lightning/app/${event.detail.value}`);
  }

  async handleUser(event) {
    await post(`user/${event.detail.value}`);
    window.location.reload();
  }
}
