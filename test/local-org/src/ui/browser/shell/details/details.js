import { LightningElement, api } from 'lwc';

/** All fields of a record that the user may see. */
export default class Details extends LightningElement {
  @api record;
}
