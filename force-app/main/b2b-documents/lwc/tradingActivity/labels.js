import title from '@salesforce/label/c.Activity_Title';
import updated from '@salesforce/label/c.Activity_Updated';
import refresh from '@salesforce/label/c.Activity_Refresh';
import error from '@salesforce/label/c.Activity_Error';
import loading from '@salesforce/label/c.Activity_Loading';
import empty from '@salesforce/label/c.Activity_Empty';
import order from '@salesforce/label/c.Activity_Order';
import status from '@salesforce/label/c.Activity_Status';
import orderDate from '@salesforce/label/c.Activity_Order_Date';
import delivery from '@salesforce/label/c.Activity_Delivery';
import shipTo from '@salesforce/label/c.Activity_Ship_To';
import lines from '@salesforce/label/c.Activity_Lines';
import total from '@salesforce/label/c.Activity_Total';
import received from '@salesforce/label/c.Activity_Received';
import more from '@salesforce/label/c.Activity_More';
import showLines from '@salesforce/label/c.Activity_Show_Lines';
import hideLines from '@salesforce/label/c.Activity_Hide_Lines';

/** Every text of the component, by the name its template uses. */
export const labels = {
  title,
  updated,
  refresh,
  error,
  loading,
  empty,
  order,
  status,
  orderDate,
  delivery,
  shipTo,
  lines,
  total,
  received,
  more,
  showLines,
  hideLines
};
