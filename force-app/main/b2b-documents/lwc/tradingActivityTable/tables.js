import ordersTitle from '@salesforce/label/c.Activity_Title';
import noOrders from '@salesforce/label/c.Activity_Empty';
import noInvoices from '@salesforce/label/c.Activity_No_Invoices';
import noShipments from '@salesforce/label/c.Activity_No_Shipments';
import noDocuments from '@salesforce/label/c.Activity_No_Documents';
import acknowledgement from '@salesforce/label/c.Activity_Acknowledgement';
import answer from '@salesforce/label/c.Activity_Answer';
import carrier from '@salesforce/label/c.Activity_Carrier';
import delivered from '@salesforce/label/c.Activity_Delivered';
import delivery from '@salesforce/label/c.Activity_Delivery';
import direction from '@salesforce/label/c.Activity_Direction';
import documents from '@salesforce/label/c.Activity_Documents';
import due from '@salesforce/label/c.Activity_Due';
import estimated from '@salesforce/label/c.Activity_Estimated';
import file from '@salesforce/label/c.Activity_File';
import fulfilment from '@salesforce/label/c.Activity_Fulfilment';
import invoice from '@salesforce/label/c.Activity_Invoice';
import invoices from '@salesforce/label/c.Activity_Invoices';
import invoicing from '@salesforce/label/c.Activity_Invoicing';
import lines from '@salesforce/label/c.Activity_Lines';
import match from '@salesforce/label/c.Activity_Match';
import number from '@salesforce/label/c.Activity_Number';
import open from '@salesforce/label/c.Activity_Open';
import order from '@salesforce/label/c.Activity_Order';
import orderDate from '@salesforce/label/c.Activity_Order_Date';
import orders from '@salesforce/label/c.Activity_Orders';
import received from '@salesforce/label/c.Activity_Received';
import shipment from '@salesforce/label/c.Activity_Shipment';
import shipments from '@salesforce/label/c.Activity_Shipments';
import shipTo from '@salesforce/label/c.Activity_Ship_To';
import source from '@salesforce/label/c.Activity_Source';
import status from '@salesforce/label/c.Activity_Status';
import total from '@salesforce/label/c.Activity_Total';
import tracking from '@salesforce/label/c.Activity_Tracking';
import documentType from '@salesforce/label/c.Activity_Type';
import usage from '@salesforce/label/c.Activity_Usage';
import validation from '@salesforce/label/c.Activity_Validation';

const column = (name, label, type) => ({ name, label, type, sortable: false });
/** `ActivityTables.cls` lists the columns that the server sorts by. */
const sortable = (name, label, type) => ({ name, label, type, sortable: true });

/**
 * The tables by kind: the object that a row's link leads to, the table's name, what is said when it is empty, whether
 * a row unfolds, and its columns in their order. A column's type decides how its cells look.
 */
export const TABLES = {
  orders: {
    object: 'Trading_Order__c',
    title: ordersTitle,
    empty: noOrders,
    expandable: true,
    columns: [
      sortable('number', order, 'link'),
      column('status', status, 'badge'),
      column('answer', answer, 'badge'),
      column('fulfilment', fulfilment, 'badge'),
      column('invoicing', invoicing, 'badge'),
      sortable('orderDate', orderDate, 'date'),
      sortable('delivery', delivery, 'date'),
      column('place', shipTo, 'text'),
      column('lines', lines, 'count'),
      sortable('total', total, 'amount'),
      sortable('received', received, 'dateTime')
    ]
  },
  invoices: {
    object: 'Trading_Invoice__c',
    title: invoices,
    empty: noInvoices,
    expandable: false,
    columns: [
      sortable('number', invoice, 'link'),
      column('status', status, 'badge'),
      column('source', source, 'text'),
      column('match', match, 'badge'),
      sortable('orderNumber', order, 'text'),
      sortable('total', total, 'amount'),
      sortable('open', open, 'amount'),
      sortable('due', due, 'date'),
      sortable('received', received, 'dateTime')
    ]
  },
  shipments: {
    object: 'Trading_Shipment__c',
    title: shipments,
    empty: noShipments,
    expandable: false,
    columns: [
      sortable('number', shipment, 'link'),
      sortable('orders', orders, 'text'),
      column('status', status, 'badge'),
      sortable('carrier', carrier, 'text'),
      sortable('tracking', tracking, 'text'),
      sortable('estimated', estimated, 'date'),
      sortable('delivered', delivered, 'dateTime'),
      sortable('received', received, 'dateTime')
    ]
  },
  documents: {
    object: 'Trading_Document__c',
    title: documents,
    empty: noDocuments,
    expandable: false,
    columns: [
      sortable('number', number, 'link'),
      sortable('type', documentType, 'text'),
      column('direction', direction, 'text'),
      column('status', validation, 'badge'),
      sortable('acknowledgement', acknowledgement, 'text'),
      column('usage', usage, 'text'),
      sortable('received', received, 'dateTime'),
      sortable('file', file, 'text')
    ]
  }
};
