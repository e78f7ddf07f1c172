import title from '@salesforce/label/c.Exceptions_Title';
import loading from '@salesforce/label/c.Exceptions_Loading';
import empty from '@salesforce/label/c.Exceptions_Empty';
import kind from '@salesforce/label/c.Exceptions_Kind';
import status from '@salesforce/label/c.Exceptions_Status';
import all from '@salesforce/label/c.Exceptions_All';
import unsettled from '@salesforce/label/c.Exceptions_Unsettled';
import mine from '@salesforce/label/c.Exceptions_Mine';
import search from '@salesforce/label/c.Exceptions_Search';
import searchHint from '@salesforce/label/c.Exceptions_Search_Hint';
import choose from '@salesforce/label/c.Exceptions_Choose';
import chooseAll from '@salesforce/label/c.Exceptions_Choose_All';
import exception from '@salesforce/label/c.Exceptions_Exception';
import document from '@salesforce/label/c.Exceptions_Document';
import account from '@salesforce/label/c.Exceptions_Account';
import message from '@salesforce/label/c.Exceptions_Message';
import caseLabel from '@salesforce/label/c.Exceptions_Case_Label';
import occurred from '@salesforce/label/c.Exceptions_Occurred';
import result from '@salesforce/label/c.Exceptions_Result';
import reprocess from '@salesforce/label/c.Exceptions_Reprocess';
import ignore from '@salesforce/label/c.Exceptions_Ignore';
import chosen from '@salesforce/label/c.Exceptions_Chosen';
import more from '@salesforce/label/c.Exceptions_More';
import refresh from '@salesforce/label/c.Exceptions_Refresh';
import reason from '@salesforce/label/c.Exceptions_Reason';
import confirm from '@salesforce/label/c.Exceptions_Confirm';
import cancel from '@salesforce/label/c.Exceptions_Cancel';
import severity from '@salesforce/label/c.Exceptions_Severity';

/** Every text of the component, by the name its template uses. */
export const labels = {
  title,
  loading,
  empty,
  kind,
  status,
  all,
  unsettled,
  mine,
  search,
  searchHint,
  choose,
  chooseAll,
  exception,
  document,
  account,
  message,
  caseLabel,
  occurred,
  result,
  reprocess,
  ignore,
  chosen,
  more,
  refresh,
  reason,
  confirm,
  cancel,
  severity
};
