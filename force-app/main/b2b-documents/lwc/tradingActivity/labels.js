import title from '@salesforce/label/c.Activity_Card';
import updated from '@salesforce/label/c.Activity_Updated';
import refresh from '@salesforce/label/c.Activity_Refresh';
import error from '@salesforce/label/c.Activity_Error';
import orders from '@salesforce/label/c.Activity_Orders';
import invoices from '@salesforce/label/c.Activity_Invoices';
import shipments from '@salesforce/label/c.Activity_Shipments';
import documents from '@salesforce/label/c.Activity_Documents';

/** Every text of the component, by the name its template uses. */
export const labels = { title, updated, refresh, error, orders, invoices, shipments, documents };
