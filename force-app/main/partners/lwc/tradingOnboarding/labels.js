import titleNew from '@salesforce/label/c.Onboarding_Title_New';
import titleChange from '@salesforce/label/c.Onboarding_Title_Change';
import steps from '@salesforce/label/c.Onboarding_Steps';
import company from '@salesforce/label/c.Onboarding_Step_Company';
import contacts from '@salesforce/label/c.Onboarding_Step_Contacts';
import identifiers from '@salesforce/label/c.Onboarding_Step_Identifiers';
import documents from '@salesforce/label/c.Onboarding_Step_Documents';
import routing from '@salesforce/label/c.Onboarding_Step_Routing';
import usage from '@salesforce/label/c.Onboarding_Step_Usage';
import review from '@salesforce/label/c.Onboarding_Step_Review';
import back from '@salesforce/label/c.Onboarding_Back';
import next from '@salesforce/label/c.Onboarding_Next';
import close from '@salesforce/label/c.Onboarding_Close';
import submit from '@salesforce/label/c.Onboarding_Submit';
import saving from '@salesforce/label/c.Onboarding_Saving';
import saved from '@salesforce/label/c.Onboarding_Saved';
import unsaved from '@salesforce/label/c.Onboarding_Unsaved';
import notSaved from '@salesforce/label/c.Onboarding_Not_Saved';
import loading from '@salesforce/label/c.Onboarding_Loading';
import error from '@salesforce/label/c.Onboarding_Error';
import reviewIntro from '@salesforce/label/c.Onboarding_Review_Intro';
import faultsIntro from '@salesforce/label/c.Onboarding_Faults_Intro';
import done from '@salesforce/label/c.Onboarding_Step_Done';
import open from '@salesforce/label/c.Onboarding_Step_Open';
import row from '@salesforce/label/c.Onboarding_Fault_Row';

/** Every text of the component, by the name its template uses. */
export const labels = {
  titleNew,
  titleChange,
  steps,
  company,
  contacts,
  identifiers,
  documents,
  routing,
  usage,
  review,
  back,
  next,
  close,
  submit,
  saving,
  saved,
  unsaved,
  notSaved,
  loading,
  error,
  reviewIntro,
  faultsIntro,
  done,
  open,
  row
};
