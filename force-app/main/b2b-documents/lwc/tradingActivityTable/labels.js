import error from '@salesforce/label/c.Activity_Error';
import loading from '@salesforce/label/c.Activity_Loading';
import nothingFound from '@salesforce/label/c.Activity_Nothing_Found';
import more from '@salesforce/label/c.Activity_More';
import showLines from '@salesforce/label/c.Activity_Show_Lines';
import hideLines from '@salesforce/label/c.Activity_Hide_Lines';
import lines from '@salesforce/label/c.Activity_Lines';
import anyStatus from '@salesforce/label/c.Activity_Any_Status';
import filter from '@salesforce/label/c.Activity_Filter';
import search from '@salesforce/label/c.Activity_Search';

/** Every text of the component but those of its columns, by the name its template uses. */
export const labels = {
  error,
  loading,
  nothingFound,
  more,
  showLines,
  hideLines,
  lines,
  anyStatus,
  filter,
  search
};
