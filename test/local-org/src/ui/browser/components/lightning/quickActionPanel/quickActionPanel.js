import { LightningElement, api } from 'lwc';

/** The frame of a screen action: header, body, footer. */
export default class QuickActionPanel extends LightningElement {
  @api header;
}
