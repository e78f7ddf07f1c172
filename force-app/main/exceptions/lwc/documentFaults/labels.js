import title from '@salesforce/label/c.Desk_Fault_Title';
import none from '@salesforce/label/c.Desk_Fault_None';
import error from '@salesforce/label/c.Desk_Fault_Error';
import warning from '@salesforce/label/c.Desk_Fault_Warning';
import segment from '@salesforce/label/c.Desk_Fault_Segment';
import position from '@salesforce/label/c.Desk_Fault_Position';
import element from '@salesforce/label/c.Desk_Fault_Element';
import code from '@salesforce/label/c.Desk_Fault_Code';
import resolution from '@salesforce/label/c.Desk_Fault_Resolution';

/** Every text of the component, by the name its template uses. */
export const labels = {
  title,
  none,
  error,
  warning,
  segment,
  position,
  element,
  code,
  resolution
};
