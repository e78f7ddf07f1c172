import { createElement } from 'lwc';
import getChangeMarker from '@salesforce/apex/TradingActivityController.getChangeMarker';
import getOrders from '@salesforce/apex/TradingActivityController.getOrders';
import TradingActivity from 'c/tradingActivity';

jest.mock('@salesforce/apex/TradingActivityController.getOrders', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/TradingActivityController.getChangeMarker', () => ({ default: jest.fn() }), {
  virtual: true
});
jest.mock('@salesforce/apex/TradingActivityController.getLines', () => ({ default: jest.fn(async () => []) }), {
  virtual: true
});

const order = (orderNumber, sequence, values) => ({
  id: `a00${orderNumber}`,
  orderNumber,
  sequence,
  status: 'Open',
  currencyCode: 'EUR',
  total: 104.5,
  lineCount: 2,
  ...values
});

const page = (orders, values) => ({ orders, hasMore: false, marker: 'm1', refreshSeconds: 5, ...values });

const settle = () => jest.advanceTimersByTimeAsync(0);

async function show() {
  const element = createElement('c-trading-activity', { is: TradingActivity });
  element.recordId = '001000000000001AAA';
  document.body.appendChild(element);
  await settle();
  return element;
}

const orderNumbers = (element) =>
  [...element.shadowRoot.querySelectorAll('tr[data-order]')].map((row) => row.dataset.order);

describe('c-trading-activity', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    getChangeMarker.mockResolvedValue('m1');
    getOrders.mockResolvedValue(page([order('FIRST', 1)]));
  });

  afterEach(() => {
    document.body.replaceChildren();
    jest.useRealTimers();
    jest.clearAllMocks();
  });

  it('shows the orders of its account', async () => {
    const element = await show();
    expect(getOrders).toHaveBeenCalledWith({ accountId: '001000000000001AAA', beforeSequence: null });
    expect(orderNumbers(element)).toEqual(['FIRST']);
    const total = element.shadowRoot.querySelector('lightning-formatted-number');
    expect(total.value).toBe(104.5);
    expect(total.currencyCode).toBe('EUR');
  });

  it('shows a total without a currency as a plain number', async () => {
    getOrders.mockResolvedValue(page([order('FIRST', 1, { currencyCode: undefined })]));
    const element = await show();
    expect(element.shadowRoot.querySelector('lightning-formatted-number').formatStyle).not.toBe('currency');
  });

  it('reads again when the marker moved, and only then', async () => {
    const element = await show();
    await jest.advanceTimersByTimeAsync(5000);
    expect(getChangeMarker).toHaveBeenCalledTimes(1);
    expect(getOrders).toHaveBeenCalledTimes(1);

    getChangeMarker.mockResolvedValue('m2');
    getOrders.mockResolvedValue(page([order('SECOND', 2), order('FIRST', 1)], { marker: 'm2' }));
    await jest.advanceTimersByTimeAsync(5000);
    expect(orderNumbers(element)).toEqual(['SECOND', 'FIRST']);
    expect(element.shadowRoot.querySelector('tr[data-order="SECOND"]').className).toBe('arrived');
    expect(element.shadowRoot.querySelector('tr[data-order="FIRST"]').className).toBe('');
  });

  it('rests while nobody looks', async () => {
    await show();
    const visibility = jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    document.dispatchEvent(new CustomEvent('visibilitychange'));
    await jest.advanceTimersByTimeAsync(60_000);
    expect(getChangeMarker).not.toHaveBeenCalled();
    visibility.mockReturnValue('visible');
    document.dispatchEvent(new CustomEvent('visibilitychange'));
    await jest.advanceTimersByTimeAsync(0);
    expect(getChangeMarker).toHaveBeenCalledTimes(1);
    visibility.mockRestore();
  });

  it('stops polling when it is taken off the page', async () => {
    const element = await show();
    element.remove();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(getChangeMarker).not.toHaveBeenCalled();
  });

  it('opens and closes the lines of an order', async () => {
    const element = await show();
    const toggle = () => element.shadowRoot.querySelector('tr[data-order="FIRST"] lightning-button-icon').click();
    toggle();
    await settle();
    const lines = element.shadowRoot.querySelector('c-trading-order-lines');
    expect(lines.orderId).toBe('a00FIRST');
    expect(lines.currencyCode).toBe('EUR');
    toggle();
    await settle();
    expect(element.shadowRoot.querySelector('c-trading-order-lines')).toBeNull();
  });

  it('pages by the sequence of the last order', async () => {
    getOrders.mockResolvedValueOnce(page([order('SECOND', 2)], { hasMore: true }));
    const element = await show();
    getOrders.mockResolvedValueOnce(page([order('FIRST', 1)]));
    element.shadowRoot.querySelector('lightning-button').click();
    await settle();
    expect(getOrders).toHaveBeenLastCalledWith({ accountId: '001000000000001AAA', beforeSequence: 2 });
    expect(orderNumbers(element)).toEqual(['SECOND', 'FIRST']);
    expect(element.shadowRoot.querySelector('lightning-button')).toBeNull();
  });

  it('says when there are no orders', async () => {
    getOrders.mockResolvedValue(page([]));
    const element = await show();
    expect(element.shadowRoot.textContent).toContain('c.Activity_Empty');
  });

  it('shows an error, and recovers by itself', async () => {
    getOrders.mockRejectedValueOnce({ body: { message: 'No access' } });
    const element = await show();
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toContain('No access');
    await jest.advanceTimersByTimeAsync(5000);
    expect(element.shadowRoot.querySelector('[role="alert"]')).toBeNull();
    expect(orderNumbers(element)).toEqual(['FIRST']);
  });
});
