import title from '@salesforce/label/c.Invoice_Lines';
import empty from '@salesforce/label/c.Invoice_No_Lines';
import line from '@salesforce/label/c.Invoice_Line';
import item from '@salesforce/label/c.Invoice_Item';
import ordered from '@salesforce/label/c.Invoice_Ordered';
import shipped from '@salesforce/label/c.Invoice_Shipped';
import received from '@salesforce/label/c.Invoice_Received';
import invoiced from '@salesforce/label/c.Invoice_Quantity';
import agreedPrice from '@salesforce/label/c.Invoice_Agreed_Price';
import price from '@salesforce/label/c.Invoice_Unit_Price';
import amount from '@salesforce/label/c.Invoice_Amount';
import finding from '@salesforce/label/c.Invoice_Finding';
import agrees from '@salesforce/label/c.Invoice_Agrees';
import notCompared from '@salesforce/label/c.Invoice_Not_Compared';
import difference from '@salesforce/label/c.Invoice_Difference';

/** Every text of the component, by the name its template uses. */
export const labels = {
  title,
  empty,
  line,
  item,
  ordered,
  shipped,
  received,
  invoiced,
  agreedPrice,
  price,
  amount,
  finding,
  agrees,
  notCompared,
  difference
};
