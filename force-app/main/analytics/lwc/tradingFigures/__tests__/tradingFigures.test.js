import { createElement } from 'lwc';
import countSoon from '@salesforce/apex/TradingFiguresController.countSoon';
import getFigures from '@salesforce/apex/TradingFiguresController.getFigures';
import TradingFigures from 'c/tradingFigures';

jest.mock('@salesforce/apex/TradingFiguresController.countSoon', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/TradingFiguresController.getFigures', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/i18n/locale', () => ({ default: 'en-US' }), { virtual: true });

// eslint-disable-next-line @lwc/lwc/no-async-operation
const settle = () => new Promise((resolve) => setTimeout(resolve));
const totals = (values) => ({
  orders: 0,
  invoices: 0,
  shipments: 0,
  exceptions: 0,
  sent: 0,
  acknowledged: 0,
  delivered: 0,
  onTime: 0,
  values: {},
  ...values
});

async function show(figures) {
  getFigures.mockResolvedValue(figures);
  const element = createElement('c-trading-figures', { is: TradingFigures });
  element.recordId = '001000000000001AAA';
  document.body.appendChild(element);
  await settle();
  return element;
}

const tile = (element, name) => element.shadowRoot.querySelector(`[data-figure="${name}"]`).textContent;

describe('c-trading-figures', () => {
  afterEach(() => document.body.replaceChildren());

  it('compares with the period before, and knows that more exceptions are worse', async () => {
    const element = await show({
      days: 30,
      current: totals({ orders: 12, exceptions: 4, sent: 4, acknowledged: 3, values: { EUR: 1500 } }),
      previous: totals({ orders: 8, exceptions: 2, values: { EUR: 1000 } }),
      trend: [{ day: '2026-11-20', orders: 12, exceptions: 4 }]
    });
    expect(tile(element, 'orders')).toContain('12');
    expect(tile(element, 'orders')).toContain('▲ 50 %');
    expect(tile(element, 'value-EUR')).toContain('1,500');
    expect(tile(element, 'acknowledged')).toContain('75%');
    expect(tile(element, 'onTime')).toContain('–');
    const changes = (name) =>
      element.shadowRoot.querySelector(`[data-figure="${name}"] .slds-m-left_x-small`).classList;
    expect([...changes('orders')]).toContain('better');
    expect([...changes('exceptions')]).toContain('worse');
    expect(element.shadowRoot.querySelectorAll('rect.orders')).toHaveLength(1);
  });

  it('asks for another period', async () => {
    const element = await show({ days: 30, current: totals(), previous: totals(), trend: [] });
    const choice = element.shadowRoot.querySelector('lightning-combobox');
    choice.dispatchEvent(new CustomEvent('change', { detail: { value: '7' } }));
    await settle();
    expect(getFigures).toHaveBeenLastCalledWith({ accountId: '001000000000001AAA', days: 7 });
  });

  it('shows what has been counted for it', async () => {
    jest.useFakeTimers();
    try {
      countSoon.mockResolvedValue(true);
      getFigures.mockResolvedValue({ days: 30, current: totals(), previous: totals(), trend: [] });
      const element = createElement('c-trading-figures', { is: TradingFigures });
      element.recordId = '001000000000001AAA';
      document.body.appendChild(element);
      await jest.advanceTimersByTimeAsync(0);
      expect(tile(element, 'orders')).toContain('0');
      getFigures.mockResolvedValue({ days: 30, current: totals({ orders: 7 }), previous: totals(), trend: [] });
      await jest.advanceTimersByTimeAsync(3000);
      expect(tile(element, 'orders')).toContain('7');
      countSoon.mockClear();
      await jest.advanceTimersByTimeAsync(60_000);
      expect(countSoon).toHaveBeenCalledTimes(1);
      document.body.replaceChildren();
      await jest.advanceTimersByTimeAsync(600_000);
      expect(countSoon).toHaveBeenCalledTimes(1);
    } finally {
      countSoon.mockReset();
      jest.useRealTimers();
    }
  });
});
