import title from '@salesforce/label/c.Desk_Trail_Title';
import exportCsv from '@salesforce/label/c.Desk_Trail_Export';
import broken from '@salesforce/label/c.Desk_Trail_Broken';
import none from '@salesforce/label/c.Desk_Trail_None';
import time from '@salesforce/label/c.Desk_Trail_Time';
import step from '@salesforce/label/c.Desk_Trail_Step';
import actor from '@salesforce/label/c.Desk_Trail_Actor';
import detail from '@salesforce/label/c.Desk_Trail_Detail';
import journal from '@salesforce/label/c.Desk_Trail_Journal';
import loading from '@salesforce/label/c.Desk_Trail_Loading';

/** Every text of the component, by the name its template uses. */
export const labels = {
  title,
  exportCsv,
  broken,
  none,
  time,
  step,
  actor,
  detail,
  journal,
  loading
};
