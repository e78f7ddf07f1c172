import title from '@salesforce/label/c.Answer_Title';
import edit from '@salesforce/label/c.Answer_Edit';
import close from '@salesforce/label/c.Answer_Close';
import last from '@salesforce/label/c.Answer_Last';
import line from '@salesforce/label/c.Answer_Line';
import item from '@salesforce/label/c.Answer_Item';
import ordered from '@salesforce/label/c.Answer_Ordered';
import requested from '@salesforce/label/c.Answer_Requested';
import decision from '@salesforce/label/c.Answer_Decision';
import quantity from '@salesforce/label/c.Answer_Quantity';
import price from '@salesforce/label/c.Answer_Price';
import promised from '@salesforce/label/c.Answer_Promised';
import accept from '@salesforce/label/c.Answer_Accept';
import reject from '@salesforce/label/c.Answer_Reject';
import backorder from '@salesforce/label/c.Answer_Backorder';
import acceptAll from '@salesforce/label/c.Answer_Accept_All';
import rejectAll from '@salesforce/label/c.Answer_Reject_All';
import split from '@salesforce/label/c.Answer_Split';
import removeDelivery from '@salesforce/label/c.Answer_Remove_Delivery';
import send from '@salesforce/label/c.Answer_Send';
import sent from '@salesforce/label/c.Answer_Sent';

/** Every text of the component, by the name its template uses. */
export const labels = {
  title,
  edit,
  close,
  last,
  line,
  item,
  ordered,
  requested,
  decision,
  quantity,
  price,
  promised,
  accept,
  reject,
  backorder,
  acceptAll,
  rejectAll,
  split,
  removeDelivery,
  send,
  sent
};
