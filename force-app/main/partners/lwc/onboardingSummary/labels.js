import company from '@salesforce/label/c.Onboarding_Step_Company';
import contacts from '@salesforce/label/c.Onboarding_Step_Contacts';
import identifiers from '@salesforce/label/c.Onboarding_Step_Identifiers';
import documents from '@salesforce/label/c.Onboarding_Step_Documents';
import routing from '@salesforce/label/c.Onboarding_Step_Routing';
import usage from '@salesforce/label/c.Onboarding_Step_Usage';
import primary from '@salesforce/label/c.Onboarding_Contact_Primary';
import test from '@salesforce/label/c.Onboarding_Test';
import live from '@salesforce/label/c.Onboarding_Live';
import none from '@salesforce/label/c.Onboarding_None';

/** Every text of the component, by the name its template uses. */
export const labels = {
  company,
  contacts,
  identifiers,
  documents,
  routing,
  usage,
  primary,
  test,
  live,
  none
};
