import title from '@salesforce/label/c.Desk_Ignore_Title';
import which from '@salesforce/label/c.Desk_Ignore_Which';
import reason from '@salesforce/label/c.Desk_Ignore_Reason';
import hint from '@salesforce/label/c.Desk_Ignore_Hint';
import ignore from '@salesforce/label/c.Desk_Ignore_Ignore';
import cancel from '@salesforce/label/c.Desk_Ignore_Cancel';
import noneChosen from '@salesforce/label/c.Desk_Ignore_None_Chosen';

/** Every text of the component, by the name its template uses. */
export const labels = {
  title,
  which,
  reason,
  hint,
  ignore,
  cancel,
  noneChosen
};
