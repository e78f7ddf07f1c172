import title from '@salesforce/label/c.Agreements_Title';
import refresh from '@salesforce/label/c.Agreements_Refresh';
import refreshing from '@salesforce/label/c.Agreements_Refreshing';
import add from '@salesforce/label/c.Agreements_New';
import empty from '@salesforce/label/c.Agreements_Empty';
import loading from '@salesforce/label/c.Onboarding_Loading';
import error from '@salesforce/label/c.Onboarding_Error';
import agreement from '@salesforce/label/c.Agreements_Agreement';
import type from '@salesforce/label/c.Agreements_Type';
import status from '@salesforce/label/c.Agreements_Status';
import validTo from '@salesforce/label/c.Agreements_Valid_To';
import daysLeft from '@salesforce/label/c.Agreements_Days_Left';
import documents from '@salesforce/label/c.Agreements_Documents';
import all from '@salesforce/label/c.Agreements_All';
import actions from '@salesforce/label/c.Agreements_Actions';
import open from '@salesforce/label/c.Agreements_Open';
import details from '@salesforce/label/c.Agreements_Details';
import suspend from '@salesforce/label/c.Agreements_Suspend';
import activate from '@salesforce/label/c.Agreements_Activate';
import renew from '@salesforce/label/c.Agreements_Renew';
import edit from '@salesforce/label/c.Agreements_Edit';
import newEnd from '@salesforce/label/c.Agreements_New_End';
import save from '@salesforce/label/c.Agreements_Save';
import cancel from '@salesforce/label/c.Agreements_Cancel';
import milestone from '@salesforce/label/c.Agreements_Milestone';
import local from '@salesforce/label/c.Agreements_Local';
import sending from '@salesforce/label/c.Agreements_Sending';
import failed from '@salesforce/label/c.Agreements_Failed';
import synchronised from '@salesforce/label/c.Agreements_Synchronised';
import notRequired from '@salesforce/label/c.Agreements_Not_Required';
import stops from '@salesforce/label/c.Agreements_Stops';
import today from '@salesforce/label/c.Agreements_Today';
import ago from '@salesforce/label/c.Agreements_Ago';
import left from '@salesforce/label/c.Agreements_Left';
import never from '@salesforce/label/c.Agreements_Never';

/** Every text of the component, by the name its template uses. */
export const labels = {
  title,
  refresh,
  refreshing,
  add,
  empty,
  loading,
  error,
  agreement,
  type,
  status,
  validTo,
  daysLeft,
  documents,
  all,
  actions,
  open,
  details,
  suspend,
  activate,
  renew,
  edit,
  newEnd,
  save,
  cancel,
  milestone,
  local,
  sending,
  failed,
  synchronised,
  notRequired,
  stops,
  today,
  ago,
  left,
  never
};
