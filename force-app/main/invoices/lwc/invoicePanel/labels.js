import title from '@salesforce/label/c.Invoice_Title';
import loading from '@salesforce/label/c.Invoice_Loading';
import notFound from '@salesforce/label/c.Invoice_Not_Found';
import toldBy from '@salesforce/label/c.Invoice_Told_By';
import due from '@salesforce/label/c.Invoice_Due';
import overdueDay from '@salesforce/label/c.Invoice_Overdue_Day';
import overdueDays from '@salesforce/label/c.Invoice_Overdue_Days';
import total from '@salesforce/label/c.Invoice_Total';
import paid from '@salesforce/label/c.Invoice_Paid';
import deducted from '@salesforce/label/c.Invoice_Deducted';
import open from '@salesforce/label/c.Invoice_Open';
import disputed from '@salesforce/label/c.Invoice_Disputed';
import order from '@salesforce/label/c.Invoice_Order';
import shipment from '@salesforce/label/c.Invoice_Shipment';
import dispute from '@salesforce/label/c.Dispute_Open';
import settle from '@salesforce/label/c.Dispute_Settle';

/** Every text of the component, by the name its template uses. */
export const labels = {
  title,
  loading,
  notFound,
  toldBy,
  due,
  overdueDay,
  overdueDays,
  total,
  paid,
  deducted,
  open,
  disputed,
  order,
  shipment,
  dispute,
  settle
};
