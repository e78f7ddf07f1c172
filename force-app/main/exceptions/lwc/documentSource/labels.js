import title from '@salesforce/label/c.Desk_Source_Title';
import loading from '@salesforce/label/c.Desk_Source_Loading';
import again from '@salesforce/label/c.Desk_Source_Again';
import refresh from '@salesforce/label/c.Desk_Source_Refresh';
import cut from '@salesforce/label/c.Desk_Source_Cut';
import unplaced from '@salesforce/label/c.Desk_Source_Unplaced';
import line from '@salesforce/label/c.Desk_Source_Line';
import doubtHere from '@salesforce/label/c.Desk_Source_Doubt_Here';
import faultHere from '@salesforce/label/c.Desk_Source_Fault_Here';

/** Every text of the component, by the name its template uses. */
export const labels = {
  title,
  loading,
  again,
  refresh,
  cut,
  unplaced,
  line,
  doubtHere,
  faultHere
};
