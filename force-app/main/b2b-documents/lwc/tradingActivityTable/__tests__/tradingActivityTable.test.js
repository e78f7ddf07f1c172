import { createElement } from 'lwc';
import getPage from '@salesforce/apex/TradingActivityController.getPage';
import TradingActivityTable from 'c/tradingActivityTable';

jest.mock('@salesforce/apex/TradingActivityController.getPage', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/TradingActivityController.getLines', () => ({ default: jest.fn(async () => []) }), {
  virtual: true
});
jest.mock('@salesforce/apex/OrderLifeLineController.getStations', () => ({ default: jest.fn(async () => []) }), {
  virtual: true
});

const ACCOUNT = '001000000000001AAA';
const FIRST_REQUEST = { sortBy: 'received', ascending: false, status: '', text: '' };
const order = (number, values) => ({
  id: `a00${number}`,
  number,
  status: 'Open',
  answer: 'Accepted with changes',
  fulfilment: 'Delayed',
  currencyCode: 'EUR',
  total: 104.5,
  shipTo: 'Plant 1',
  shipToCity: 'Solon',
  lines: 2,
  ...values
});
const page = (rows, values) => ({
  rows,
  cursor: null,
  marker: 'm1',
  choices: { status: { Open: 'Open', Cancelled: 'Gone' }, answer: { 'Accepted with changes': 'With changes' } },
  ...values
});
const settle = () => jest.advanceTimersByTimeAsync(0);

async function show(kind = 'orders') {
  const element = createElement('c-trading-activity-table', { is: TradingActivityTable });
  element.recordId = ACCOUNT;
  element.kind = kind;
  document.body.appendChild(element);
  await settle();
  return element;
}

const find = (element, selector) => element.shadowRoot.querySelector(selector);
const rowOf = (element, number) => find(element, `tr[data-number="${number}"]`);
const cellOf = (element, number, name) =>
  rowOf(element, number).querySelector(`[data-cell="${name}"] c-trading-activity-cell`).shadowRoot;
const numbers = (element) =>
  [...element.shadowRoot.querySelectorAll('tr[data-number]')].map((row) => row.dataset.number);
const lastRequest = () => getPage.mock.lastCall[0].request;

describe('c-trading-activity-table', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    getPage.mockResolvedValue(page([order('FIRST')]));
  });

  afterEach(() => {
    document.body.replaceChildren();
    jest.useRealTimers();
    jest.resetAllMocks();
  });

  it('shows orders with their statuses as badges', async () => {
    const element = await show();
    expect(getPage).toHaveBeenCalledWith({ accountId: ACCOUNT, kind: 'orders', request: FIRST_REQUEST });
    expect(numbers(element)).toEqual(['FIRST']);
    expect(find(element, 'tr[data-order="FIRST"]')).not.toBeNull();
    const answer = cellOf(element, 'FIRST', 'answer').querySelector('lightning-badge');
    expect([answer.label, answer.className]).toEqual(['With changes', 'slds-theme_warning']);
    const fulfilment = cellOf(element, 'FIRST', 'fulfilment').querySelector('lightning-badge');
    expect([fulfilment.label, fulfilment.className]).toEqual(['Delayed', 'slds-theme_error']);
    expect(cellOf(element, 'FIRST', 'invoicing').querySelector('lightning-badge')).toBeNull();
    expect(cellOf(element, 'FIRST', 'place').textContent).toBe('Plant 1, Solon');
  });

  it('shows amounts in the document’s currency, and without one as plain numbers', async () => {
    getPage.mockResolvedValue(page([order('FIRST'), order('SECOND', { currencyCode: null })]));
    const element = await show();
    const first = cellOf(element, 'FIRST', 'total').querySelector('lightning-formatted-number');
    expect([first.value, first.currencyCode]).toEqual([104.5, 'EUR']);
    const second = cellOf(element, 'SECOND', 'total').querySelector('lightning-formatted-number');
    expect([second.value, second.formatStyle]).toEqual([104.5, undefined]);
  });

  it.each([
    ['invoices', 'Trading_Invoice__c', { source: '812 4711', open: 12, due: '2026-12-01' }, 'source', '812 4711'],
    ['shipments', 'Trading_Shipment__c', { carrier: null, carrierCode: 'FEDX', tracking: '1Z9' }, 'carrier', 'FEDX'],
    ['documents', 'Trading_Document__c', { number: null, name: 'TD-1', file: 'po.edi' }, 'number', 'TD-1']
  ])('shows %s with a link to their page', async (kind, object, values, column, text) => {
    getPage.mockResolvedValue(page([{ id: 'a01', number: 'N1', ...values }]));
    const element = await show(kind);
    expect(getPage.mock.lastCall[0].kind).toBe(kind);
    const row = find(element, `tr[data-kind="${kind}"]`);
    const cell = (name) => row.querySelector(`[data-cell="${name}"] c-trading-activity-cell`).shadowRoot;
    expect(cell(column).textContent).toBe(text);
    expect(cell('number').querySelector('a').getAttribute('href')).toBe(`/lightning/r/${object}/a01/view`);
    expect(row.querySelector('lightning-button-icon')).toBeNull();
  });

  it('opens and closes the life line and the lines of an order', async () => {
    const element = await show();
    const toggle = () => rowOf(element, 'FIRST').querySelector('lightning-button-icon').click();
    toggle();
    await settle();
    const lines = find(element, 'c-trading-order-lines');
    expect([lines.orderId, lines.currencyCode]).toEqual(['a00FIRST', 'EUR']);
    expect(find(element, 'c-order-life-line').recordId).toBe('a00FIRST');
    toggle();
    await settle();
    expect(find(element, 'c-trading-order-lines')).toBeNull();
  });

  it('lets the server sort, by columns that can be sorted by', async () => {
    const element = await show();
    expect(find(element, 'button[data-sort="fulfilment"]')).toBeNull();
    find(element, 'button[data-sort="total"]').click();
    await settle();
    expect(lastRequest()).toEqual({ ...FIRST_REQUEST, sortBy: 'total', ascending: true });
    expect(find(element, 'th[aria-sort]').getAttribute('aria-sort')).toBe('ascending');
    find(element, 'button[data-sort="total"]').click();
    await settle();
    expect(lastRequest().ascending).toBe(false);
    expect(find(element, 'th[aria-sort]').getAttribute('aria-sort')).toBe('descending');
  });

  it('lets the server filter by status', async () => {
    const element = await show();
    const filter = find(element, 'lightning-combobox');
    expect(filter.options).toEqual([
      { value: '', label: 'c.Activity_Any_Status' },
      { value: 'Open', label: 'Open' },
      { value: 'Cancelled', label: 'Gone' }
    ]);
    getPage.mockResolvedValue(page([]));
    filter.dispatchEvent(new CustomEvent('change', { detail: { value: 'Cancelled' } }));
    await settle();
    expect(lastRequest()).toEqual({ ...FIRST_REQUEST, status: 'Cancelled' });
    expect(element.shadowRoot.textContent).toContain('c.Activity_Nothing_Found');
  });

  it('searches when typing is over', async () => {
    const element = await show();
    const type = (value) =>
      find(element, 'lightning-input').dispatchEvent(new CustomEvent('change', { detail: { value } }));
    type('P');
    type('PO');
    await settle();
    expect(getPage).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(300);
    expect(getPage).toHaveBeenCalledTimes(2);
    expect(lastRequest().text).toBe('PO');
  });

  it('drops an answer that was overtaken', async () => {
    const element = await show();
    let answerLate;
    getPage.mockReturnValueOnce(new Promise((resolve) => (answerLate = resolve)));
    find(element, 'button[data-sort="total"]').click();
    getPage.mockResolvedValueOnce(page([order('RIGHT')]));
    find(element, 'button[data-sort="number"]').click();
    await settle();
    answerLate(page([order('LATE')]));
    await settle();
    expect(numbers(element)).toEqual(['RIGHT']);
  });

  it('pages by the cursor of the page before', async () => {
    getPage.mockResolvedValueOnce(page([order('SECOND')], { cursor: 'behind SECOND' }));
    const element = await show();
    find(element, 'lightning-button').click();
    await settle();
    expect(lastRequest()).toEqual({ ...FIRST_REQUEST, cursor: 'behind SECOND' });
    expect(numbers(element)).toEqual(['SECOND', 'FIRST']);
    expect(find(element, 'lightning-button')).toBeNull();
  });

  it('reads as many rows as it shows again when its marker moved, and marks the new ones', async () => {
    const element = await show();
    const told = jest.fn();
    element.addEventListener('read', told);
    element.markers = { orders: 'm1', invoices: 'x' };
    await settle();
    expect(getPage).toHaveBeenCalledTimes(1);

    getPage.mockResolvedValue(page([order('SECOND'), order('FIRST')], { marker: 'm2' }));
    element.markers = { orders: 'm2', invoices: 'x' };
    await settle();
    expect(lastRequest()).toEqual({ ...FIRST_REQUEST, rows: 1 });
    expect(numbers(element)).toEqual(['SECOND', 'FIRST']);
    expect(rowOf(element, 'SECOND').className).toBe('arrived');
    expect(rowOf(element, 'FIRST').className).toBe('');
    expect(told).toHaveBeenCalledTimes(1);
  });

  it('does not let a refresh take away the page that a person waits for', async () => {
    getPage.mockResolvedValueOnce(page([order('SECOND')], { cursor: 'behind SECOND' }));
    const element = await show();
    let answer;
    getPage.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    find(element, 'lightning-button').click();
    element.markers = { orders: 'm2' };
    answer(page([order('FIRST')]));
    await settle();
    expect(getPage).toHaveBeenCalledTimes(2);
    expect(numbers(element)).toEqual(['SECOND', 'FIRST']);
  });

  it.each([
    ['orders', 'c.Activity_Empty'],
    ['invoices', 'c.Activity_No_Invoices'],
    ['shipments', 'c.Activity_No_Shipments'],
    ['documents', 'c.Activity_No_Documents']
  ])('says when there are no %s', async (kind, text) => {
    getPage.mockResolvedValue(page([]));
    const element = await show(kind);
    expect(element.shadowRoot.textContent).toContain(text);
  });

  it('shows an error, and recovers with the next look', async () => {
    getPage.mockRejectedValueOnce({ body: { message: 'No access' } });
    const element = await show();
    expect(find(element, '[role="alert"]').textContent).toContain('No access');
    element.markers = { orders: 'm1' };
    await settle();
    expect(find(element, '[role="alert"]')).toBeNull();
    expect(numbers(element)).toEqual(['FIRST']);
  });
});
