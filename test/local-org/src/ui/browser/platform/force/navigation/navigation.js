const Navigate = Symbol('Navigate');
const GenerateUrl = Symbol('GenerateUrl');

const query = (state) => {
  const text = new URLSearchParams(
    Object.entries(state ?? {}).filter(([, value]) => value !== undefined && value !== null)
  ).toString();
  return text === '' ? '' : `?${text}`;
};

/** The address of a page reference. */
function urlOf({ type, attributes = {}, state }) {
  switch (type) {
    case 'standard__recordPage': {
      const action = attributes.actionName === 'edit' ? 'edit' : 'view';
      return `/lightning/r/${attributes.objectApiName ?? 'record'}/${attributes.recordId}/${action}`;
    }
    case 'standard__objectPage': {
      const action = attributes.actionName === 'new' ? 'new' : 'list';
      return `/lightning/o/${attributes.objectApiName}/${action}${query(state)}`;
    }
    case 'standard__navItemPage':
      return `/lightning/n/${attributes.apiName}${query(state)}`;
    case 'standard__namedPage':
      return '/lightning';
    case 'standard__app':
      return `/lightning/app/${attributes.appTarget?.replace(/^\w+__/, '')}`;
    case 'standard__webPage':
      return attributes.url;
    default:
      throw new Error(`not emulated: navigation to a page of type ${type}`);
  }
}

export const NavigationMixin = (Base) =>
  class extends Base {
    [Navigate](pageReference, replace) {
      const url = urlOf(pageReference);
      if (replace === true) {
        window.location.replace(url);
      } else {
        window.location.assign(url);
      }
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
