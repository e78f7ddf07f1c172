import payments from '@salesforce/label/c.Invoice_Payments';
import noPayments from '@salesforce/label/c.Invoice_No_Payments';
import remittance from '@salesforce/label/c.Invoice_Remittance';
import paidOn from '@salesforce/label/c.Invoice_Paid_On';
import method from '@salesforce/label/c.Invoice_Method';
import amount from '@salesforce/label/c.Invoice_Paid';
import deducted from '@salesforce/label/c.Invoice_Deducted';
import reason from '@salesforce/label/c.Invoice_Reason';
import history from '@salesforce/label/c.Invoice_History';
import toldAt from '@salesforce/label/c.Invoice_Told_At';
import status from '@salesforce/label/c.Invoice_Status';
import source from '@salesforce/label/c.Invoice_Source';
import told from '@salesforce/label/c.Invoice_Amount';

/** Every text of the component, by the name its template uses. */
export const labels = {
  payments,
  noPayments,
  remittance,
  paidOn,
  method,
  amount,
  deducted,
  reason,
  history,
  toldAt,
  status,
  source,
  told
};
