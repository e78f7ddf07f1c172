import { createElement } from 'lwc';
import getPartners from '@salesforce/apex/OnboardingController.getPartners';
import TradingPartners from 'c/tradingPartners';

jest.mock('@salesforce/apex/OnboardingController.getPartners', () => ({ default: jest.fn() }), { virtual: true });

jest.mock(
  '@salesforce/apex/OnboardingController.getPartner',
  () => ({ default: jest.fn(() => new Promise(() => {})) }),
  {
    virtual: true
  }
);
jest.mock('@salesforce/apex/OnboardingController.getDraft', () => ({ default: jest.fn(() => new Promise(() => {})) }), {
  virtual: true
});
const settle = async () => {
  await Promise.resolve();
  await Promise.resolve();
};

async function show(answer) {
  getPartners.mockResolvedValue(answer);
  const element = createElement('c-trading-partners', { is: TradingPartners });
  element.recordId = '001A';
  document.body.appendChild(element);
  await settle();
  return element;
}

const find = (element, selector) => element.shadowRoot.querySelector(selector);

describe('c-trading-partners', () => {
  afterEach(() => {
    document.body.replaceChildren();
    jest.clearAllMocks();
  });

  it('shows each partner with its way', async () => {
    const partners = [
      { id: 'a0A', name: 'A' },
      { id: 'a0B', name: 'B' }
    ];
    const element = await show({ partners, mayCreate: false });
    expect([...element.shadowRoot.querySelectorAll('[data-partner]')].map(({ dataset }) => dataset.partner)).toEqual([
      'A',
      'B'
    ]);
    expect(find(element, '[data-onboard]')).toBeNull();
  });

  it('opens the wizard, and reads the partners again when it closes', async () => {
    const element = await show({ partners: [], mayCreate: true });
    expect(element.shadowRoot.textContent).toContain('c.Partners_Empty');
    find(element, '[data-onboard]').click();
    await settle();
    const wizard = find(element, 'c-trading-onboarding');
    expect(wizard).not.toBeNull();
    getPartners.mockResolvedValue({ partners: [{ id: 'a0A', name: 'A' }], mayCreate: true });
    wizard.dispatchEvent(new CustomEvent('close', { detail: { partnerId: 'a0A' } }));
    await settle();
    await settle();
    expect(find(element, 'c-trading-onboarding')).toBeNull();
    expect(find(element, '[data-partner="A"]')).not.toBeNull();
  });

  it('says why nothing can be shown', async () => {
    getPartners.mockRejectedValue({ body: { message: 'No rights' } });
    const element = createElement('c-trading-partners', { is: TradingPartners });
    document.body.appendChild(element);
    await settle();
    expect(find(element, '[role="alert"]').textContent).toContain('No rights');
  });
});
