import title from '@salesforce/label/c.Life_Title';
import loading from '@salesforce/label/c.Life_Loading';
import due from '@salesforce/label/c.Life_Due';
import order from '@salesforce/label/c.Life_Order';
import change from '@salesforce/label/c.Life_Change';
import answer from '@salesforce/label/c.Life_Answer';
import shipment from '@salesforce/label/c.Life_Shipment';
import receipt from '@salesforce/label/c.Life_Receipt';
import invoice from '@salesforce/label/c.Life_Invoice';
import payment from '@salesforce/label/c.Life_Payment';
import done from '@salesforce/label/c.Life_Done';
import problem from '@salesforce/label/c.Life_Problem';
import late from '@salesforce/label/c.Life_Late';
import waiting from '@salesforce/label/c.Life_Waiting';

/** Every text of the component, by the name its template uses. */
export const labels = { title, loading, due };
/** The stations by their kind. */
export const titles = { order, change, answer, shipment, receipt, invoice, payment };
/** What a station's state means. */
export const stateTexts = { done, problem, late, waiting };
