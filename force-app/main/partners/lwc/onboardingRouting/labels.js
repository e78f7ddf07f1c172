import protocol from '@salesforce/label/c.Onboarding_Protocol';
import address from '@salesforce/label/c.Onboarding_Address';
import addressHelp from '@salesforce/label/c.Onboarding_Address_Help';
import route from '@salesforce/label/c.Onboarding_Route';
import routeHelp from '@salesforce/label/c.Onboarding_Route_Help';

/** Every text of the component, by the name its template uses. */
export const labels = {
  protocol,
  address,
  addressHelp,
  route,
  routeHelp
};
