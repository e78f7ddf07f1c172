import { createElement } from 'lwc';
import getStations from '@salesforce/apex/OrderLifeLineController.getStations';
import OrderLifeLine from 'c/orderLifeLine';

jest.mock('@salesforce/apex/OrderLifeLineController.getStations', () => ({ default: jest.fn() }), { virtual: true });

const settle = () => Promise.resolve().then(() => Promise.resolve());

async function show() {
  const element = createElement('c-order-life-line', { is: OrderLifeLine });
  element.recordId = 'a00000000000001AAA';
  document.body.appendChild(element);
  await settle();
  return element;
}

describe('c-order-life-line', () => {
  afterEach(() => {
    document.body.replaceChildren();
    jest.clearAllMocks();
  });

  it('shows each station with its state, and links what is there', async () => {
    getStations.mockResolvedValue([
      { key: '1', kind: 'order', state: 'done', businessNumber: 'PO-1', recordId: 'a01' },
      { key: '2', kind: 'answer', state: 'late', due: '2026-01-02' }
    ]);
    const element = await show();
    const stations = [...element.shadowRoot.querySelectorAll('li')];
    expect(stations.map(({ dataset }) => [dataset.kind, dataset.state])).toEqual([
      ['order', 'done'],
      ['answer', 'late']
    ]);
    expect(stations[0].querySelector('a').getAttribute('href')).toBe('/lightning/r/Trading_Order__c/a01/view');
    expect(stations[1].querySelector('a')).toBeNull();
  });

  it('is drawn again when the version moves', async () => {
    getStations.mockResolvedValue([]);
    const element = await show();
    element.version = 'a';
    element.version = 'b';
    await settle();
    expect(getStations).toHaveBeenCalledTimes(2);
  });

  it('tells what went wrong', async () => {
    getStations.mockRejectedValue({ body: { message: 'You may not see this.' } });
    const element = await show();
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toBe('You may not see this.');
  });
});
