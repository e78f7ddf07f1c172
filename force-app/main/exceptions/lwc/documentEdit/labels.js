import title from '@salesforce/label/c.Desk_Edit_Title';
import text from '@salesforce/label/c.Desk_Edit_Text';
import reason from '@salesforce/label/c.Desk_Edit_Reason';
import hint from '@salesforce/label/c.Desk_Edit_Hint';
import propose from '@salesforce/label/c.Desk_Edit_Propose';
import cancel from '@salesforce/label/c.Desk_Edit_Cancel';
import unchanged from '@salesforce/label/c.Desk_Edit_Unchanged';
import changes from '@salesforce/label/c.Desk_Edit_Changes';

/** Every text of the component, by the name its template uses. */
export const labels = {
  title,
  text,
  reason,
  hint,
  propose,
  cancel,
  unchanged,
  changes
};
