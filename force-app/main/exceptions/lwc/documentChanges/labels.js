import title from '@salesforce/label/c.Desk_Changes_Title';
import removed from '@salesforce/label/c.Desk_Changes_Removed';
import added from '@salesforce/label/c.Desk_Changes_Added';
import none from '@salesforce/label/c.Desk_Changes_None';

/** Every text of the component, by the name its template uses. */
export const labels = {
  title,
  removed,
  added,
  none
};
