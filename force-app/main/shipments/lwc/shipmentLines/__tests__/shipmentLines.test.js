import { createElement } from 'lwc';
import ShipmentLines from 'c/shipmentLines';

jest.mock('@salesforce/i18n/locale', () => ({ default: 'en-US' }), { virtual: true });
jest.mock('@salesforce/label/c.Shipment_Short_Shipped', () => ({ default: '{0} not shipped' }), { virtual: true });
jest.mock('@salesforce/label/c.Shipment_Short_Arrived', () => ({ default: '{0} missing' }), { virtual: true });
jest.mock('@salesforce/label/c.Shipment_Damaged_Detail', () => ({ default: 'Damaged: {0}' }), { virtual: true });

const show = (lines) => {
  const element = createElement('c-shipment-lines', { is: ShipmentLines });
  element.lines = lines;
  document.body.appendChild(element);
  return element.shadowRoot;
};
const found = (line) =>
  [...show([{ id: '1', ...line }]).querySelectorAll('[data-finding] p')].map((p) => p.textContent);

describe('c-shipment-lines', () => {
  afterEach(() => document.body.replaceChildren());

  it('tells what is short and what is damaged', () => {
    expect(found({ toShip: 1200, shipped: 10, arrived: 8.5, isDamaged: true, condition: '2 broken' })).toEqual([
      '1,200 not shipped',
      '1.5 missing',
      'Damaged: 2 broken'
    ]);
  });

  it('tells of nothing where all is well, and where nothing is known yet', () => {
    expect(found({ toShip: 0, shipped: 10, arrived: 10 })).toEqual([]);
    expect(found({ toShip: 0, shipped: 10, arrived: null })).toEqual([]);
  });

  it('shows what the ship notice says, and says that there are no lines', () => {
    expect(found({ note: 'rest follows' })).toEqual(['rest follows']);
    expect(show([]).textContent).toContain('Shipment_No_Lines');
  });
});
