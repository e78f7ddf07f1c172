import title from '@salesforce/label/c.Desk_Title';
import titleSound from '@salesforce/label/c.Desk_Title_Sound';
import empty from '@salesforce/label/c.Desk_Empty';
import loading from '@salesforce/label/c.Desk_Loading';
import error from '@salesforce/label/c.Desk_Error';
import document from '@salesforce/label/c.Desk_Document';
import hidden from '@salesforce/label/c.Desk_Hidden';
import reprocess from '@salesforce/label/c.Desk_Reprocess';
import edit from '@salesforce/label/c.Desk_Edit';
import ignore from '@salesforce/label/c.Desk_Ignore';
import actions from '@salesforce/label/c.Desk_Actions';
import reprocessed from '@salesforce/label/c.Desk_Reprocessed';
import proposed from '@salesforce/label/c.Desk_Proposed';
import ignored from '@salesforce/label/c.Desk_Ignored';
import writeTo from '@salesforce/label/c.Desk_Write_To';
import noContact from '@salesforce/label/c.Desk_No_Contact';
import mailSubject from '@salesforce/label/c.Desk_Mail_Subject';
import mailHello from '@salesforce/label/c.Desk_Mail_Hello';
import mailIntro from '@salesforce/label/c.Desk_Mail_Intro';
import mailFile from '@salesforce/label/c.Desk_Mail_File';
import mailInterchange from '@salesforce/label/c.Desk_Mail_Interchange';
import mailAsk from '@salesforce/label/c.Desk_Mail_Ask';
import corrects from '@salesforce/label/c.Desk_Corrects';
import lens from '@salesforce/label/c.Desk_Lens';
import due from '@salesforce/label/c.Desk_Due';
import partner from '@salesforce/label/c.Desk_Partner';

/** Every text of the component, by the name its template uses. */
export const labels = {
  title,
  titleSound,
  empty,
  loading,
  error,
  document,
  hidden,
  reprocess,
  edit,
  ignore,
  actions,
  reprocessed,
  proposed,
  ignored,
  writeTo,
  noContact,
  mailSubject,
  mailHello,
  mailIntro,
  mailFile,
  mailInterchange,
  mailAsk,
  corrects,
  lens,
  due,
  partner
};
