import title from '@salesforce/label/c.Shipment_Title';
import loading from '@salesforce/label/c.Shipment_Loading';
import notFound from '@salesforce/label/c.Shipment_Not_Found';
import promised from '@salesforce/label/c.Shipment_Promised';
import requested from '@salesforce/label/c.Shipment_Requested';
import shipped from '@salesforce/label/c.Shipment_Shipped';
import lateDay from '@salesforce/label/c.Shipment_Late_Day';
import lateDays from '@salesforce/label/c.Shipment_Late_Days';
import onTime from '@salesforce/label/c.Shipment_On_Time';
import estimated from '@salesforce/label/c.Shipment_Estimated';
import delivered from '@salesforce/label/c.Shipment_Delivered';
import carrier from '@salesforce/label/c.Shipment_Carrier';
import tracking from '@salesforce/label/c.Shipment_Tracking';
import proNumber from '@salesforce/label/c.Shipment_Pro_Number';
import billOfLading from '@salesforce/label/c.Shipment_Bill_Of_Lading';
import orders from '@salesforce/label/c.Shipment_Orders';
import invoices from '@salesforce/label/c.Shipment_Invoices';

/** Every text of the component, by the name its template uses. */
export const labels = {
  title,
  loading,
  notFound,
  promised,
  requested,
  shipped,
  lateDay,
  lateDays,
  onTime,
  estimated,
  delivered,
  carrier,
  tracking,
  proNumber,
  billOfLading,
  orders,
  invoices
};
