import { createElement } from 'lwc';
import getMarker from '@salesforce/apex/ShipmentPanelController.getMarker';
import getPanel from '@salesforce/apex/ShipmentPanelController.getPanel';
import ShipmentPanel from 'c/shipmentPanel';

jest.mock('@salesforce/apex/ShipmentPanelController.getPanel', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/ShipmentPanelController.getMarker', () => ({ default: jest.fn() }), { virtual: true });

const PANEL = {
  status: 'Short',
  statusText: 'Receipt R-1: 8 of 10',
  promisedOn: '2026-11-10',
  isPromised: true,
  shippedOn: '2026-11-13',
  daysLate: 3,
  carrier: 'Ground, UPSN',
  orders: [{ id: 'a00000000000001AAA', name: '4711' }],
  invoices: [{ id: 'a01000000000001AAA', name: 'INV-1', status: 'Disputed' }],
  lines: [],
  packages: [],
  statuses: []
};
const settleDown = () => jest.advanceTimersByTimeAsync(0);

async function show(panel) {
  getPanel.mockResolvedValue(panel);
  const element = createElement('c-shipment-panel', { is: ShipmentPanel });
  element.recordId = 'a03000000000001AAA';
  document.body.appendChild(element);
  await settleDown();
  return element.shadowRoot;
}

describe('c-shipment-panel', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    getMarker.mockResolvedValue('1');
  });

  afterEach(() => {
    document.body.replaceChildren();
    jest.resetAllMocks();
    jest.useRealTimers();
  });

  it('tells how far and how late it is, and leads to order and invoice', async () => {
    const root = await show(PANEL);
    const badge = root.querySelector('lightning-badge');
    expect([badge.label, badge.className]).toEqual(['Short', 'slds-theme_error']);
    expect(root.querySelector('[data-date="promised"]').textContent).toContain('Shipment_Promised');
    expect(root.querySelector('[data-date="shipped"]').textContent).toContain('Shipment_Late_Days');
    expect(root.querySelector('[data-date="delivered"]')).toBeNull();
    const links = [...root.querySelectorAll('dl a')].map((link) => link.getAttribute('href'));
    expect(links).toEqual([
      '/lightning/r/Trading_Order__c/a00000000000001AAA/view',
      '/lightning/r/Trading_Invoice__c/a01000000000001AAA/view'
    ]);
  });

  it('says that it is on time, and for which date', async () => {
    const root = await show({ ...PANEL, isPromised: false, daysLate: 0 });
    expect(root.querySelector('[data-date="promised"]').textContent).toContain('Shipment_Requested');
    expect(root.querySelector('[data-date="shipped"]').textContent).toContain('Shipment_On_Time');
  });

  it('says nothing of lateness where a date is unknown', async () => {
    const root = await show({ ...PANEL, promisedOn: undefined, daysLate: undefined });
    expect(root.querySelector('[data-date="shipped"] p')).toBeNull();
  });

  it('reads again when the shipment has changed', async () => {
    const root = await show(PANEL);
    await jest.advanceTimersByTimeAsync(5000);
    getMarker.mockResolvedValue('2');
    getPanel.mockResolvedValue({ ...PANEL, status: 'Damaged' });
    await jest.advanceTimersByTimeAsync(5000);
    expect(root.querySelector('lightning-badge').label).toBe('Damaged');
  });

  it('says that there is no such shipment, or what went wrong', async () => {
    expect((await show(null)).textContent).toContain('Shipment_Not_Found');
    document.body.replaceChildren();
    getPanel.mockRejectedValue({ body: { message: 'Not allowed.' } });
    const element = createElement('c-shipment-panel', { is: ShipmentPanel });
    document.body.appendChild(element);
    await settleDown();
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toBe('Not allowed.');
  });
});
