import { createElement } from 'lwc';
import dispute from '@salesforce/apex/InvoicePanelController.dispute';
import settle from '@salesforce/apex/InvoicePanelController.settle';
import getMarker from '@salesforce/apex/InvoicePanelController.getMarker';
import getPanel from '@salesforce/apex/InvoicePanelController.getPanel';
import { notifyRecordUpdateAvailable } from 'lightning/uiRecordApi';
import InvoicePanel from 'c/invoicePanel';

jest.mock('@salesforce/apex/InvoicePanelController.getPanel', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/InvoicePanelController.getMarker', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/InvoicePanelController.dispute', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/InvoicePanelController.settle', () => ({ default: jest.fn() }), { virtual: true });

const PANEL = {
  status: 'Overdue',
  source: '810 INV-1',
  since: '2026-11-20T08:30:00.000Z',
  currencyCode: 'EUR',
  total: 124,
  paid: 24,
  discount: 0,
  open: 100,
  dueDate: '2026-11-18',
  daysOverdue: 2,
  orderId: 'a00000000000001AAA',
  orderNumber: '4711',
  shipmentNumber: 'SHP-1',
  shipments: [],
  suggestedAmount: 14,
  lines: [],
  payments: [],
  history: []
};
const settleDown = () => jest.advanceTimersByTimeAsync(0);

async function show(panel) {
  getPanel.mockResolvedValue(panel);
  const element = createElement('c-invoice-panel', { is: InvoicePanel });
  element.recordId = 'a01000000000001AAA';
  document.body.appendChild(element);
  await settleDown();
  return element.shadowRoot;
}

const form = (root) => root.querySelector('c-invoice-dispute').shadowRoot;
const type = (root, name, value) =>
  [...form(root).querySelectorAll('lightning-input')]
    .find((input) => input.name === name)
    .dispatchEvent(new CustomEvent('change', { detail: { value } }));
const confirm = async (root) => {
  form(root)
    .querySelectorAll('lightning-input')
    .forEach((input) => {
      input.reportValidity = () => true;
    });
  form(root).querySelector('[data-confirm]').click();
  await settleDown();
};

describe('c-invoice-panel', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    getMarker.mockResolvedValue('1');
  });

  afterEach(() => {
    document.body.replaceChildren();
    jest.resetAllMocks();
    jest.useRealTimers();
  });

  it('tells how far the invoice is and who says so', async () => {
    const root = await show(PANEL);
    const badge = root.querySelector('lightning-badge');
    expect([badge.label, badge.className]).toEqual(['Overdue', 'slds-theme_error']);
    expect(root.querySelector('[data-status]').textContent).toContain('Invoice_Told_By');
    expect(root.querySelector('[data-due]').textContent).toContain('Invoice_Overdue_Days');
    const amounts = [...root.querySelectorAll('[data-amount]')].map(({ dataset }) => dataset.amount);
    expect(amounts).toEqual(['total', 'paid', 'open']);
    const links = [...root.querySelectorAll('dl a')].map((link) => link.getAttribute('href'));
    expect(links).toEqual(['/lightning/r/Trading_Order__c/a00000000000001AAA/view']);
    expect(root.textContent).toContain('SHP-1');
  });

  it('leads to the shipments of its order', async () => {
    const root = await show({ ...PANEL, shipments: [{ id: 'a03000000000001AAA', name: 'SHP-2', status: 'Short' }] });
    const link = [...root.querySelectorAll('dl a')].find(({ textContent }) => textContent === 'SHP-2');
    expect(link.getAttribute('href')).toBe('/lightning/r/Trading_Shipment__c/a03000000000001AAA/view');
    expect(root.textContent).not.toContain('SHP-1');
  });

  it('disputes what is suggested unless told otherwise, and reads again', async () => {
    dispute.mockResolvedValue('a02');
    const root = await show(PANEL);
    expect(root.querySelector('[data-settle]')).toBeNull();
    root.querySelector('[data-dispute]').click();
    await settleDown();
    type(root, 'reason', 'Prices too high');
    getPanel.mockResolvedValue({ ...PANEL, status: 'Disputed', disputed: 14, disputeReason: 'Prices too high' });
    await confirm(root);
    expect(dispute).toHaveBeenCalledWith({ invoiceId: 'a01000000000001AAA', amount: 14, reason: 'Prices too high' });
    expect(notifyRecordUpdateAvailable).toHaveBeenCalledWith([{ recordId: 'a01000000000001AAA' }]);
    expect(root.querySelector('c-invoice-dispute')).toBeNull();
    expect(root.querySelector('[data-reason]').textContent).toBe('Prices too high');
    expect(root.querySelector('[data-dispute]')).toBeNull();
  });

  it('leaves the amount to the server where it was emptied', async () => {
    dispute.mockResolvedValue('a02');
    const root = await show(PANEL);
    root.querySelector('[data-dispute]').click();
    await settleDown();
    type(root, 'amount', '');
    type(root, 'reason', 'Wrong');
    await confirm(root);
    expect(dispute.mock.calls[0][0].amount).toBeNull();
  });

  it('settles a dispute', async () => {
    settle.mockResolvedValue('a02');
    const root = await show({ ...PANEL, status: 'Disputed' });
    root.querySelector('[data-settle]').click();
    await settleDown();
    expect(form(root).querySelectorAll('lightning-input')).toHaveLength(1);
    type(root, 'reason', 'Credit note follows');
    await confirm(root);
    expect(settle).toHaveBeenCalledWith({ invoiceId: 'a01000000000001AAA', note: 'Credit note follows' });
  });

  it('keeps the form open and tells why it was refused', async () => {
    dispute.mockRejectedValue({ body: { message: 'It is disputed already.' } });
    const root = await show(PANEL);
    root.querySelector('[data-dispute]').click();
    await settleDown();
    await confirm(root);
    expect(form(root).querySelector('[role="alert"]').textContent).toBe('It is disputed already.');
  });

  it('warns whoever disputes what is paid', async () => {
    const root = await show({ ...PANEL, status: 'Paid', open: 0 });
    root.querySelector('[data-dispute]').click();
    await settleDown();
    expect(form(root).querySelector('[data-warning]')).not.toBeNull();
    form(root)
      .querySelector('section')
      .dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    await settleDown();
    expect(root.querySelector('c-invoice-dispute')).toBeNull();
  });

  it('offers nothing to whoever may not', async () => {
    const root = await show({ ...PANEL, obstacle: 'No permission.' });
    expect(root.querySelector('lightning-button')).toBeNull();
  });

  it('says that there is no such invoice, or what went wrong', async () => {
    expect((await show(null)).textContent).toContain('Invoice_Not_Found');
    document.body.replaceChildren();
    getPanel.mockRejectedValue({ body: { message: 'Not allowed.' } });
    const element = createElement('c-invoice-panel', { is: InvoicePanel });
    document.body.appendChild(element);
    await settleDown();
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toBe('Not allowed.');
  });

  it('reads again when the invoice has changed, and only then', async () => {
    const root = await show(PANEL);
    await jest.advanceTimersByTimeAsync(10_000);
    const { length } = getPanel.mock.calls;
    getMarker.mockResolvedValue('2');
    getPanel.mockResolvedValue({ ...PANEL, status: 'Paid' });
    await jest.advanceTimersByTimeAsync(10_000);
    expect(getPanel.mock.calls).toHaveLength(length + 1);
    expect(root.querySelector('lightning-badge').label).toBe('Paid');
  });
});
