import title from '@salesforce/label/c.Figures_Title';
import period from '@salesforce/label/c.Figures_Period';
import loading from '@salesforce/label/c.Figures_Loading';
import week from '@salesforce/label/c.Figures_Week';
import month from '@salesforce/label/c.Figures_Month';
import quarter from '@salesforce/label/c.Figures_Quarter';
import orders from '@salesforce/label/c.Figures_Orders';
import value from '@salesforce/label/c.Figures_Value';
import invoices from '@salesforce/label/c.Figures_Invoices';
import shipments from '@salesforce/label/c.Figures_Shipments';
import exceptions from '@salesforce/label/c.Figures_Exceptions';
import acknowledged from '@salesforce/label/c.Figures_Acknowledged';
import onTime from '@salesforce/label/c.Figures_On_Time';
import before from '@salesforce/label/c.Figures_Before';
import trend from '@salesforce/label/c.Figures_Trend';

/** Every text of the component, by the name its template uses. */
export const labels = {
  title,
  period,
  loading,
  week,
  month,
  quarter,
  orders,
  value,
  invoices,
  shipments,
  exceptions,
  acknowledged,
  onTime,
  before,
  trend
};
