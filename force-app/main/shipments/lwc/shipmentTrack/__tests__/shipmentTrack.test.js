import { createElement } from 'lwc';
import ShipmentTrack from 'c/shipmentTrack';

const show = (properties) => {
  const element = createElement('c-shipment-track', { is: ShipmentTrack });
  Object.assign(element, properties);
  document.body.appendChild(element);
  return element.shadowRoot;
};

describe('c-shipment-track', () => {
  afterEach(() => document.body.replaceChildren());

  it('shows what carriers said, and which of it is only agreed upon', () => {
    const root = show({
      statuses: [
        { id: '1', phase: 'In transit', text: 'Departed', place: 'Dallas' },
        { id: '2', phase: 'Delivered', isAppointment: true }
      ]
    });
    expect(root.querySelector('[data-phase="In transit"]').textContent).toContain('Dallas');
    expect(root.querySelector('[data-phase="In transit"]').textContent).not.toContain('Shipment_Appointment');
    expect(root.querySelector('[data-phase="Delivered"]').textContent).toContain('Shipment_Appointment');
  });

  it('shows packages, and says where there are none', () => {
    const root = show({ packages: [{ id: '1', sscc: '00340123450000000025', liesIn: '00340123450000000018' }] });
    expect(root.querySelector('[data-sscc]').textContent).toContain('00340123450000000018');
    expect(root.textContent).toContain('Shipment_No_Statuses');
    expect(show({}).textContent).toContain('Shipment_No_Packages');
  });
});
