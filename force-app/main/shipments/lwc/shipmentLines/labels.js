import title from '@salesforce/label/c.Shipment_Lines';
import empty from '@salesforce/label/c.Shipment_No_Lines';
import line from '@salesforce/label/c.Shipment_Line';
import item from '@salesforce/label/c.Shipment_Item';
import ordered from '@salesforce/label/c.Shipment_Ordered';
import shipped from '@salesforce/label/c.Shipment_Quantity';
import arrived from '@salesforce/label/c.Shipment_Arrived';
import finding from '@salesforce/label/c.Shipment_Finding';
import sscc from '@salesforce/label/c.Shipment_Sscc';
import shortShipped from '@salesforce/label/c.Shipment_Short_Shipped';
import shortArrived from '@salesforce/label/c.Shipment_Short_Arrived';
import damaged from '@salesforce/label/c.Shipment_Damaged';
import damagedDetail from '@salesforce/label/c.Shipment_Damaged_Detail';

/** Every text of the component, by the name its template uses. */
export const labels = {
  title,
  empty,
  line,
  item,
  ordered,
  shipped,
  arrived,
  finding,
  sscc,
  shortShipped,
  shortArrived,
  damaged,
  damagedDetail
};
