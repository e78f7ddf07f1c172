import { createElement } from 'lwc';
import InvoiceStory from 'c/invoiceStory';

const show = (properties) => {
  const element = createElement('c-invoice-story', { is: InvoiceStory });
  Object.assign(element, properties);
  document.body.appendChild(element);
  return element.shadowRoot;
};

describe('c-invoice-story', () => {
  afterEach(() => document.body.replaceChildren());

  it('leads from a payment to its remittance', () => {
    const payments = [
      { id: '1', remittanceId: 'a05000000000001AAA', remittanceNumber: 'TR-1', amount: 60, deducted: 0 },
      { id: '2', remittanceId: 'a05000000000002AAA', remittanceNumber: 'TR-2', amount: 38, deducted: 2 }
    ];
    const rows = [...show({ payments }).querySelectorAll('[data-payment]')];
    expect(rows.map((row) => row.querySelector('a').getAttribute('href'))).toEqual([
      '/lightning/r/Trading_Remittance__c/a05000000000001AAA/view',
      '/lightning/r/Trading_Remittance__c/a05000000000002AAA/view'
    ]);
    const deducted = rows.map((row) => row.querySelectorAll('c-money-text')[1].value);
    expect(deducted).toEqual([undefined, 2]);
  });

  it('says that nothing is known of payments, and what was said of it', () => {
    const root = show({ history: [{ id: '1', status: 'Disputed', source: 'User Ada', reason: 'Broken' }] });
    expect(root.textContent).toContain('Invoice_No_Payments');
    expect(root.querySelector('[data-told="Disputed"]').textContent).toContain('User Ada');
  });
});
