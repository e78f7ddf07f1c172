import intro from '@salesforce/label/c.Onboarding_Identifiers_Intro';
import scheme from '@salesforce/label/c.Onboarding_Identifier_Scheme';
import qualifier from '@salesforce/label/c.Onboarding_Identifier_Qualifier';
import qualifierHelp from '@salesforce/label/c.Onboarding_Identifier_Qualifier_Help';
import value from '@salesforce/label/c.Onboarding_Identifier_Value';
import usage from '@salesforce/label/c.Onboarding_Identifier_Usage';
import add from '@salesforce/label/c.Onboarding_Identifier_Add';
import remove from '@salesforce/label/c.Onboarding_Identifier_Remove';
import free from '@salesforce/label/c.Onboarding_Identifier_Free';
import identifier from '@salesforce/label/c.Onboarding_Identifier_Title';

/** Every text of the component, by the name its template uses. */
export const labels = {
  intro,
  scheme,
  qualifier,
  qualifierHelp,
  value,
  usage,
  add,
  remove,
  free,
  identifier
};
