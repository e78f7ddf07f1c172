import line from '@salesforce/label/c.Lines_Line';
import item from '@salesforce/label/c.Lines_Item';
import description from '@salesforce/label/c.Lines_Description';
import quantity from '@salesforce/label/c.Lines_Quantity';
import unit from '@salesforce/label/c.Lines_Unit';
import unitPrice from '@salesforce/label/c.Lines_Unit_Price';
import amount from '@salesforce/label/c.Lines_Amount';
import answer from '@salesforce/label/c.Lines_Answer';
import shipped from '@salesforce/label/c.Lines_Shipped';
import received from '@salesforce/label/c.Lines_Received';
import invoiced from '@salesforce/label/c.Lines_Invoiced';
import noLines from '@salesforce/label/c.Lines_Empty';
import loadingLines from '@salesforce/label/c.Lines_Loading';

/** Every text of the component, by the name its template uses. */
export const labels = {
  line,
  item,
  description,
  quantity,
  unit,
  unitPrice,
  amount,
  answer,
  shipped,
  received,
  invoiced,
  noLines,
  loadingLines
};
