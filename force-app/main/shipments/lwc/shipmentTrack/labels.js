import packages from '@salesforce/label/c.Shipment_Packages';
import noPackages from '@salesforce/label/c.Shipment_No_Packages';
import level from '@salesforce/label/c.Shipment_Level';
import packaging from '@salesforce/label/c.Shipment_Packaging';
import sscc from '@salesforce/label/c.Shipment_Sscc';
import tracking from '@salesforce/label/c.Shipment_Tracking';
import liesIn from '@salesforce/label/c.Shipment_Lies_In';
import statuses from '@salesforce/label/c.Shipment_Statuses';
import noStatuses from '@salesforce/label/c.Shipment_No_Statuses';
import happened from '@salesforce/label/c.Shipment_Happened';
import phase from '@salesforce/label/c.Shipment_Phase';
import text from '@salesforce/label/c.Shipment_Text';
import place from '@salesforce/label/c.Shipment_Place';
import appointment from '@salesforce/label/c.Shipment_Appointment';

/** Every text of the component, by the name its template uses. */
export const labels = {
  packages,
  noPackages,
  level,
  packaging,
  sscc,
  tracking,
  liesIn,
  statuses,
  noStatuses,
  happened,
  phase,
  text,
  place,
  appointment
};
