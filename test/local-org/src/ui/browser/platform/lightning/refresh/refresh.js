/** Asks containers to show fresh data. */
export class RefreshEvent extends CustomEvent {
  static type = 'lightning__refreshview';

  constructor() {
    super(RefreshEvent.type, { bubbles: true, composed: true });
  }
}

const handlers = new Map();
let next = 0;

export function registerRefreshHandler(context, handler) {
  next += 1;
  handlers.set(next, handler.bind?.(context) ?? handler);
  return next;
}

export function unregisterRefreshHandler(id) {
  handlers.delete(id);
}

export function registerRefreshContainer(element, handler) {
  const listener = (event) => {
    event.stopPropagation();
    handler?.(Promise.all([...handlers.values()].map((refresh) => refresh())).then(() => 'success'));
  };
  element.addEventListener(RefreshEvent.type, listener);
  next += 1;
  return next;
}

export const unregisterRefreshContainer = () => undefined;
