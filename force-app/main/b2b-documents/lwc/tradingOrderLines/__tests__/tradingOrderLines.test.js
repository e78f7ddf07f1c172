import { createElement } from 'lwc';
import getLines from '@salesforce/apex/TradingActivityController.getLines';
import TradingOrderLines from 'c/tradingOrderLines';

jest.mock('@salesforce/apex/TradingActivityController.getLines', () => ({ default: jest.fn() }), { virtual: true });

const settle = () => new Promise(process.nextTick);

async function show(values) {
  const element = createElement('c-trading-order-lines', { is: TradingOrderLines });
  Object.assign(element, { orderId: 'a00FIRST', version: 'm1', currencyCode: 'EUR', ...values });
  document.body.appendChild(element);
  await settle();
  return element;
}

describe('c-trading-order-lines', () => {
  beforeEach(() => {
    getLines.mockResolvedValue([
      {
        id: 'a01',
        lineNumber: '1',
        status: 'Open',
        quantity: 2,
        unit: 'EA',
        unitPrice: 5.25,
        amount: 10.5,
        item: 'SKU',
        deliveries: '1 × 2026-12-01; 1 × 2026-12-24'
      },
      {
        id: 'a02',
        lineNumber: '2',
        status: 'Cancelled',
        quantity: 1,
        unit: 'EA',
        unitPrice: 3,
        amount: 3,
        item: 'SKU2'
      }
    ]);
  });

  afterEach(() => {
    document.body.replaceChildren();
    jest.clearAllMocks();
  });

  it('shows the lines in the order given, cancelled ones struck through', async () => {
    const element = await show();
    expect(getLines).toHaveBeenCalledWith({ orderId: 'a00FIRST' });
    const rows = [...element.shadowRoot.querySelectorAll('tr[data-line]')];
    expect(rows.map((row) => row.dataset.line)).toEqual(['1', '2']);
    expect(rows.map((row) => row.className)).toEqual(['', 'cancelled']);
    const [quantity, price, amount] = rows[0].querySelectorAll('lightning-formatted-number');
    expect([quantity.value, price.value, amount.value]).toEqual([2, 5.25, 10.5]);
    expect(price.currencyCode).toBe('EUR');
    const deliveries = rows.map((row) => row.querySelector('[data-deliveries]')?.textContent);
    expect(deliveries).toEqual(['1 × 2026-12-01; 1 × 2026-12-24', undefined]);
  });

  it('tells how much was accepted where it is not what was ordered', async () => {
    const line = { status: 'Open', quantity: 168, unit: 'EA', answer: 'Changed' };
    getLines.mockResolvedValue([
      { ...line, id: 'a01', lineNumber: '1', accepted: 100 },
      { ...line, id: 'a02', lineNumber: '2' },
      { ...line, id: 'a03', lineNumber: '3', answer: 'Rejected', accepted: 0 }
    ]);
    const element = await show();
    const accepted = [...element.shadowRoot.querySelectorAll('tr[data-line]')].map(
      (row) => row.querySelector('[data-accepted] lightning-formatted-number')?.value
    );
    expect(accepted).toEqual([100, undefined, undefined]);
  });

  it('reads again when the version moves', async () => {
    const element = await show();
    element.version = 'm2';
    await settle();
    expect(getLines).toHaveBeenCalledTimes(2);
  });

  it('says when an order has no lines', async () => {
    getLines.mockResolvedValue([]);
    const element = await show();
    expect(element.shadowRoot.textContent).toContain('c.Lines_Empty');
  });

  it('shows why lines cannot be read', async () => {
    getLines.mockRejectedValue({ body: { message: 'No access' } });
    const element = await show();
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toBe('No access');
  });
});
