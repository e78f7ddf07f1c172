import title from '@salesforce/label/c.Setup_Title';
import setup from '@salesforce/label/c.Setup_Section';
import health from '@salesforce/label/c.Health_Section';
import refresh from '@salesforce/label/c.Activity_Refresh';
import loading from '@salesforce/label/c.Setup_Loading';
import open from '@salesforce/label/c.Setup_Open';
import ok from '@salesforce/label/c.Setup_Ok';
import warning from '@salesforce/label/c.Setup_Warning';
import error from '@salesforce/label/c.Setup_Error';
import todo from '@salesforce/label/c.Setup_Todo';
import startJobs from '@salesforce/label/c.Setup_Start_Jobs';
import retry from '@salesforce/label/c.Setup_Retry';

/** Every text of the component, by the name its template uses. */
export const labels = { title, setup, health, refresh, loading, open };
/** What the state of a check means. */
export const stateTexts = { ok, warning, error, todo };
/** The buttons, by what they do. */
export const actionTexts = { 'start-jobs': startJobs, 'retry-failures': retry, 'retry-actions': retry };
