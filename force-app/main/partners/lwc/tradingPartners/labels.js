import title from '@salesforce/label/c.Partners_Title';
import onboard from '@salesforce/label/c.Partners_Onboard';
import empty from '@salesforce/label/c.Partners_Empty';
import emptyHelp from '@salesforce/label/c.Partners_Empty_Help';
import loading from '@salesforce/label/c.Onboarding_Loading';
import error from '@salesforce/label/c.Onboarding_Error';
import refresh from '@salesforce/label/c.Partners_Refresh';

/** Every text of the component, by the name its template uses. */
export const labels = {
  title,
  onboard,
  empty,
  emptyHelp,
  loading,
  error,
  refresh
};
