/** A screen action asks its modal to close. */
export class CloseActionScreenEvent extends CustomEvent {
  static type = 'lightning__closeactionscreen';

  constructor() {
    super(CloseActionScreenEvent.type, { bubbles: true, composed: true });
  }
}
