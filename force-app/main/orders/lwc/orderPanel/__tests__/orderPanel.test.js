import { createElement } from 'lwc';
import getMarker from '@salesforce/apex/OrderLifeLineController.getMarker';
import { notifyRecordUpdateAvailable } from 'lightning/uiRecordApi';
import OrderPanel from 'c/orderPanel';

jest.mock('@salesforce/apex/OrderLifeLineController.getMarker', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/OrderLifeLineController.getStations', () => ({ default: jest.fn(async () => []) }), {
  virtual: true
});
jest.mock('@salesforce/apex/OrderAnswerController.getForm', () => ({ default: jest.fn(async () => ({ lines: [] })) }), {
  virtual: true
});
jest.mock('@salesforce/apex/OrderAnswerController.answer', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/TradingActivityController.getLines', () => ({ default: jest.fn(async () => []) }), {
  virtual: true
});

const settle = () => jest.advanceTimersByTimeAsync(0);

describe('c-order-panel', () => {
  beforeEach(() => jest.useFakeTimers());

  afterEach(() => {
    document.body.replaceChildren();
    jest.useRealTimers();
  });

  it('lets its parts read again when the order has changed', async () => {
    getMarker.mockResolvedValue({ marker: '1', currencyCode: 'EUR' });
    const element = createElement('c-order-panel', { is: OrderPanel });
    element.recordId = 'a00000000000001AAA';
    document.body.appendChild(element);
    await settle();
    const line = element.shadowRoot.querySelector('c-order-life-line');
    expect(line.version).toBe('1');
    expect(notifyRecordUpdateAvailable).not.toHaveBeenCalled();
    getMarker.mockResolvedValue({ marker: '2', currencyCode: 'EUR' });
    await jest.advanceTimersByTimeAsync(5000);
    expect(line.version).toBe('2');
    expect(notifyRecordUpdateAvailable).toHaveBeenCalledWith([{ recordId: 'a00000000000001AAA' }]);
    expect(element.shadowRoot.querySelector('c-trading-order-lines').currencyCode).toBe('EUR');
  });
});
