const Navigate = Symbol('Navigate');
const GenerateUrl = Symbol('GenerateUrl');

/** The address of a page reference. */
function urlOf({ type, attributes = {} }) {
  switch (type) {
    case 'standard__recordPage':
      return `/lightning/r/${attributes.objectApiName ?? 'record'}/${attributes.recordId}/view`;
    case 'standard__objectPage':
      return `/lightning/o/${attributes.objectApiName}/list`;
    case 'standard__webPage':
      return attributes.url;
    default:
      throw new Error(`not emulated: navigation to a page of type ${type}`);
  }
}

export const NavigationMixin = (Base) =>
  class extends Base {
    [Navigate](pageReference) {
      window.location.assign(urlOf(pageReference));
    }

    [GenerateUrl](pageReference) {
      return Promise.resolve(urlOf(pageReference));
    }
  };
NavigationMixin.Navigate = Navigate;
NavigationMixin.GenerateUrl = GenerateUrl;

/** Wire adapter: the page that is shown. */
export class CurrentPageReference {
  constructor(emit) {
    this.emit = emit;
  }

  connect() {
    this.emit(globalThis.$localOrg.pageReference);
  }

  update() {}

  disconnect() {}
}
