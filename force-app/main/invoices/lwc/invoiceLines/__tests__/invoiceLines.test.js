import { createElement } from 'lwc';
import InvoiceLines from 'c/invoiceLines';

const LINES = [
  { id: '1', lineNumber: '1', item: 'SKU-1', ordered: 8, quantity: 10, unit: 'EA', unitPrice: 10, amount: 100 },
  { id: '2', lineNumber: '2', item: 'SKU-2', matchStatus: 'Matched' },
  { id: '3', lineNumber: '3', item: 'SKU-3' }
];
LINES[0] = {
  ...LINES[0],
  matchStatus: 'Differs',
  finding: 'price 10 instead of 9; 10 invoiced, 8 ordered',
  difference: 28
};

const show = (lines) => {
  const element = createElement('c-invoice-lines', { is: InvoiceLines });
  Object.assign(element, { lines, currencyCode: 'EUR' });
  document.body.appendChild(element);
  return element.shadowRoot;
};

describe('c-invoice-lines', () => {
  afterEach(() => document.body.replaceChildren());

  it('tells what differs, and how much too much it is', () => {
    const [differs, agrees, unknown] = [...show(LINES).querySelectorAll('[data-finding]')];
    expect([...differs.querySelectorAll('li')].map(({ textContent }) => textContent)).toEqual([
      'price 10 instead of 9',
      '10 invoiced, 8 ordered'
    ]);
    expect(differs.querySelector('c-money-text').value).toBe(28);
    expect(agrees.textContent).toContain('Invoice_Agrees');
    expect(unknown.textContent).toContain('Invoice_Not_Compared');
  });

  it('says that there are none', () => {
    expect(show([]).textContent).toContain('Invoice_No_Lines');
  });
});
