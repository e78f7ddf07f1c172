import legend from '@salesforce/label/c.Onboarding_Documents_Legend';
import first from '@salesforce/label/c.Onboarding_Documents_First';
import chosen from '@salesforce/label/c.Onboarding_Documents_Chosen';

/** Every text of the component, by the name its template uses. */
export const labels = {
  legend,
  first,
  chosen
};
