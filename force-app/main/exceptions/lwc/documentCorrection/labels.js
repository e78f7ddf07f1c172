import title from '@salesforce/label/c.Desk_Correction_Title';
import by from '@salesforce/label/c.Desk_Correction_By';
import decidedBy from '@salesforce/label/c.Desk_Correction_Decided_By';
import approve from '@salesforce/label/c.Desk_Correction_Approve';
import reject from '@salesforce/label/c.Desk_Correction_Reject';
import comment from '@salesforce/label/c.Desk_Correction_Comment';
import commentHint from '@salesforce/label/c.Desk_Correction_Comment_Hint';
import own from '@salesforce/label/c.Desk_Correction_Own';
import waits from '@salesforce/label/c.Desk_Correction_Waits';
import approved from '@salesforce/label/c.Desk_Correction_Approved';
import rejected from '@salesforce/label/c.Desk_Correction_Rejected';
import loading from '@salesforce/label/c.Desk_Correction_Loading';
import noOriginal from '@salesforce/label/c.Desk_Correction_No_Original';
import needsReason from '@salesforce/label/c.Desk_Correction_Needs_Reason';

/** Every text of the component, by the name its template uses. */
export const labels = {
  title,
  by,
  decidedBy,
  approve,
  reject,
  comment,
  commentHint,
  own,
  waits,
  approved,
  rejected,
  loading,
  noOriginal,
  needsReason
};
