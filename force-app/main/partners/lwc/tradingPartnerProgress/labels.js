import title from '@salesforce/label/c.Partner_Progress_Title';
import loading from '@salesforce/label/c.Onboarding_Loading';
import error from '@salesforce/label/c.Onboarding_Error';
import change from '@salesforce/label/c.Partner_Change';
import goOn from '@salesforce/label/c.Partner_Continue';
import correct from '@salesforce/label/c.Partner_Correct';
import discard from '@salesforce/label/c.Partner_Discard';
import withdraw from '@salesforce/label/c.Partner_Withdraw';
import approve from '@salesforce/label/c.Partner_Approve';
import reject from '@salesforce/label/c.Partner_Reject';
import sendAgain from '@salesforce/label/c.Partner_Send_Again';
import suspend from '@salesforce/label/c.Partner_Suspend';
import resume from '@salesforce/label/c.Partner_Resume';
import cancel from '@salesforce/label/c.Partner_Cancel';
import rejectReason from '@salesforce/label/c.Partner_Reject_Why';
import suspendReason from '@salesforce/label/c.Partner_Suspend_Why';
import reasonHelp from '@salesforce/label/c.Partner_Reason_Help';
import own from '@salesforce/label/c.Partner_Own_Request';
import waiting from '@salesforce/label/c.Partner_Waiting';
import changeOpen from '@salesforce/label/c.Partner_Change_Open';
import requestOpen from '@salesforce/label/c.Partner_Request_Open';
import suspended from '@salesforce/label/c.Partner_Suspended';
import rejected from '@salesforce/label/c.Partner_Rejected';
import failed from '@salesforce/label/c.Partner_Failed';
import steps from '@salesforce/label/c.Partner_Steps';
import noSteps from '@salesforce/label/c.Partner_No_Steps';
import draft from '@salesforce/label/c.Partner_Draft';
import gridId from '@salesforce/label/c.Partner_Grid_Id';
import activeSince from '@salesforce/label/c.Partner_Active_Since';
import role from '@salesforce/label/c.Partner_Role';
import traffic from '@salesforce/label/c.Partner_Traffic';
import request from '@salesforce/label/c.Partner_Request';

/** Every text of the component, by the name its template uses. */
export const labels = {
  title,
  loading,
  error,
  change,
  goOn,
  correct,
  discard,
  withdraw,
  approve,
  reject,
  sendAgain,
  suspend,
  resume,
  cancel,
  rejectReason,
  suspendReason,
  reasonHelp,
  own,
  waiting,
  changeOpen,
  requestOpen,
  suspended,
  rejected,
  failed,
  steps,
  noSteps,
  draft,
  gridId,
  activeSince,
  role,
  traffic,
  request
};
