/** Name of the event that the page listens to. */
export const ShowToastEventName = 'lightning__showtoast';

/** Asks the page to show a toast: `{ title, message, variant, mode }`. */
export class ShowToastEvent extends CustomEvent {
  constructor(toast) {
    super(ShowToastEventName, { composed: true, cancelable: true, bubbles: true, detail: toast });
  }
}
