import pick from '@salesforce/label/c.Onboarding_Contact_Pick';
import pickNone from '@salesforce/label/c.Onboarding_Contact_Pick_None';
import name from '@salesforce/label/c.Onboarding_Contact_Name';
import role from '@salesforce/label/c.Onboarding_Contact_Role';
import email from '@salesforce/label/c.Onboarding_Contact_Email';
import phone from '@salesforce/label/c.Onboarding_Contact_Phone';
import primary from '@salesforce/label/c.Onboarding_Contact_Primary';
import add from '@salesforce/label/c.Onboarding_Contact_Add';
import remove from '@salesforce/label/c.Onboarding_Contact_Remove';
import contact from '@salesforce/label/c.Onboarding_Contact_Title';

/** Every text of the component, by the name its template uses. */
export const labels = {
  pick,
  pickNone,
  name,
  role,
  email,
  phone,
  primary,
  add,
  remove,
  contact
};
