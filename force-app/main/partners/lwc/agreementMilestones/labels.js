import error from '@salesforce/label/c.Onboarding_Error';
import status from '@salesforce/label/c.Agreements_Status';
import milestones from '@salesforce/label/c.Agreements_Milestones';
import milestone from '@salesforce/label/c.Agreements_Milestone';
import due from '@salesforce/label/c.Agreements_Due';
import note from '@salesforce/label/c.Agreements_Note';
import done from '@salesforce/label/c.Agreements_Done';
import reopen from '@salesforce/label/c.Agreements_Reopen';
import noMilestones from '@salesforce/label/c.Agreements_No_Milestones';
import addMilestone from '@salesforce/label/c.Agreements_Add_Milestone';
import add from '@salesforce/label/c.Agreements_Add';

/** Every text of the component, by the name its template uses. */
export const labels = {
  error,
  status,
  milestones,
  milestone,
  due,
  note,
  done,
  reopen,
  noMilestones,
  addMilestone,
  add
};
