import legend from '@salesforce/label/c.Onboarding_Usage_Legend';
import testText from '@salesforce/label/c.Onboarding_Usage_Test';
import liveText from '@salesforce/label/c.Onboarding_Usage_Live';

/** Every text of the component, by the name its template uses. */
export const labels = {
  legend,
  testText,
  liveText
};
