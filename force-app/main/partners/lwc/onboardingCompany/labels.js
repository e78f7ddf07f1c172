import name from '@salesforce/label/c.Onboarding_Company_Name';
import nameHelp from '@salesforce/label/c.Onboarding_Company_Name_Help';
import role from '@salesforce/label/c.Onboarding_Role';
import standard from '@salesforce/label/c.Onboarding_Standard';
import standardHelp from '@salesforce/label/c.Onboarding_Standard_Help';
import version from '@salesforce/label/c.Onboarding_Version';
import versionHelp from '@salesforce/label/c.Onboarding_Version_Help';

/** Every text of the component, by the name its template uses. */
export const labels = {
  name,
  nameHelp,
  role,
  standard,
  standardHelp,
  version,
  versionHelp
};
