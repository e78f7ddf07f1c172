import { createElement } from 'lwc';
import getChangeMarkers from '@salesforce/apex/TradingActivityController.getChangeMarkers';
import getPage from '@salesforce/apex/TradingActivityController.getPage';
import TradingActivity from 'c/tradingActivity';

jest.mock('@salesforce/apex/TradingActivityController.getPage', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/TradingActivityController.getChangeMarkers', () => ({ default: jest.fn() }), {
  virtual: true
});
jest.mock('@salesforce/apex/TradingActivityController.getLines', () => ({ default: jest.fn(async () => []) }), {
  virtual: true
});

const ACCOUNT = '001000000000001AAA';
const markers = (orders) => ({
  byKind: { orders, invoices: 'none', shipments: 'none', documents: 'none' },
  refreshSeconds: 5
});
const settle = () => jest.advanceTimersByTimeAsync(0);

async function show() {
  const element = createElement('c-trading-activity', { is: TradingActivity });
  element.recordId = ACCOUNT;
  document.body.appendChild(element);
  await settle();
  return element;
}

const readings = (kind) => getPage.mock.calls.filter(([call]) => call.kind === kind).length;

describe('c-trading-activity', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    getChangeMarkers.mockResolvedValue(markers('m1'));
    getPage.mockImplementation(async ({ kind }) => ({
      rows: [],
      choices: {},
      marker: kind === 'orders' ? 'm1' : 'none'
    }));
  });

  afterEach(() => {
    document.body.replaceChildren();
    jest.useRealTimers();
    jest.clearAllMocks();
  });

  it('has a tab for each kind of record of its account', async () => {
    const element = await show();
    expect([...element.shadowRoot.querySelectorAll('lightning-tab')].map(({ label }) => label)).toEqual([
      'c.Activity_Orders',
      'c.Activity_Invoices',
      'c.Activity_Shipments',
      'c.Activity_Documents'
    ]);
    const tables = [...element.shadowRoot.querySelectorAll('c-trading-activity-table')];
    expect(tables.map(({ kind, recordId }) => [kind, recordId])).toEqual([
      ['orders', ACCOUNT],
      ['invoices', ACCOUNT],
      ['shipments', ACCOUNT],
      ['documents', ACCOUNT]
    ]);
    expect(element.shadowRoot.querySelector('lightning-formatted-date-time').value).toEqual(expect.any(Number));
  });

  it('reads the table whose marker moved again, and no other', async () => {
    await show();
    await jest.advanceTimersByTimeAsync(5000);
    expect(getChangeMarkers).toHaveBeenCalledTimes(1);
    expect(getChangeMarkers).toHaveBeenCalledWith({ accountId: ACCOUNT });
    expect(readings('orders')).toBe(1);

    getChangeMarkers.mockResolvedValue(markers('m2'));
    await jest.advanceTimersByTimeAsync(5000);
    expect(readings('orders')).toBe(2);
    expect(readings('documents')).toBe(1);
  });

  it('asks as seldom as the org is configured for', async () => {
    getChangeMarkers.mockResolvedValue({ ...markers('m1'), refreshSeconds: 30 });
    await show();
    await jest.advanceTimersByTimeAsync(5000);
    await jest.advanceTimersByTimeAsync(25_000);
    expect(getChangeMarkers).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(5000);
    expect(getChangeMarkers).toHaveBeenCalledTimes(2);
  });

  it('rests while nobody looks', async () => {
    await show();
    const visibility = jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    document.dispatchEvent(new CustomEvent('visibilitychange'));
    await jest.advanceTimersByTimeAsync(60_000);
    expect(getChangeMarkers).not.toHaveBeenCalled();
    visibility.mockReturnValue('visible');
    document.dispatchEvent(new CustomEvent('visibilitychange'));
    await jest.advanceTimersByTimeAsync(0);
    expect(getChangeMarkers).toHaveBeenCalledTimes(1);
    visibility.mockRestore();
  });

  it('stops polling when it is taken off the page', async () => {
    const element = await show();
    element.remove();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(getChangeMarkers).not.toHaveBeenCalled();
  });

  it('reads everything again when asked to', async () => {
    const element = await show();
    element.shadowRoot.querySelector('lightning-button-icon').click();
    await settle();
    expect(readings('orders')).toBe(2);
    expect(readings('documents')).toBe(2);
  });

  it('shows that it cannot look, and recovers by itself', async () => {
    getChangeMarkers.mockRejectedValueOnce({ body: { message: 'No connection' } });
    const element = await show();
    await jest.advanceTimersByTimeAsync(5000);
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toContain('No connection');
    await jest.advanceTimersByTimeAsync(5000);
    expect(element.shadowRoot.querySelector('[role="alert"]')).toBeNull();
  });
});
