import titleDispute from '@salesforce/label/c.Dispute_Title';
import titleSettle from '@salesforce/label/c.Dispute_Settle_Title';
import amount from '@salesforce/label/c.Dispute_Amount';
import amountHelp from '@salesforce/label/c.Dispute_Amount_Help';
import reason from '@salesforce/label/c.Dispute_Reason';
import note from '@salesforce/label/c.Dispute_Note';
import paidWarning from '@salesforce/label/c.Dispute_Paid_Warning';
import cancel from '@salesforce/label/c.Dispute_Cancel';
import dispute from '@salesforce/label/c.Dispute_Confirm';
import settle from '@salesforce/label/c.Dispute_Settle';
import disputed from '@salesforce/label/c.Dispute_Done';
import settled from '@salesforce/label/c.Dispute_Settled';

/** Every text of the component, by the name its template uses. */
export const labels = {
  titleDispute,
  titleSettle,
  amount,
  amountHelp,
  reason,
  note,
  paidWarning,
  cancel,
  dispute,
  settle,
  disputed,
  settled
};
