import { createElement } from 'lwc';
import getDraft from '@salesforce/apex/OnboardingController.getDraft';
import saveDraft from '@salesforce/apex/OnboardingController.saveDraft';
import submitRequest from '@salesforce/apex/OnboardingController.submitRequest';
import TradingOnboarding from 'c/tradingOnboarding';

jest.mock('@salesforce/apex/OnboardingController.getDraft', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/OnboardingController.saveDraft', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/OnboardingController.submitRequest', () => ({ default: jest.fn() }), { virtual: true });

const fault = (step, values) => ({ step, field: 'name', row: null, message: `${step}!`, isWarning: false, ...values });
const draft = (values) => ({
  partnerId: null,
  isChange: false,
  choices: { documents: [] },
  accountContacts: [],
  faults: [],
  request: {
    step: null,
    company: { name: 'Hooli' },
    contacts: [],
    identifiers: [],
    documents: [],
    routing: {},
    usage: null
  },
  ...values
});

const settle = async () => {
  for (let i = 0; i < 20; i += 1) {
    // eslint-disable-next-line no-await-in-loop
    await Promise.resolve();
  }
};

async function show() {
  const element = createElement('c-trading-onboarding', { is: TradingOnboarding });
  element.accountId = '001A';
  element.closed = [];
  element.addEventListener('close', ({ detail }) => element.closed.push(detail));
  document.body.appendChild(element);
  await settle();
  return element;
}

const find = (element, selector) => element.shadowRoot.querySelector(selector);
const heading = (element) => find(element, 'h3').textContent;
async function click(element, selector) {
  find(element, selector).click();
  await settle();
}
const saved = () => saveDraft.mock.calls.map(([{ partnerId, request }]) => ({ partnerId, ...JSON.parse(request) }));

describe('c-trading-onboarding', () => {
  beforeEach(() => {
    getDraft.mockResolvedValue(draft());
    saveDraft.mockResolvedValue({ partnerId: 'a0P', faults: [] });
    submitRequest.mockResolvedValue(null);
  });

  afterEach(() => {
    document.body.replaceChildren();
    jest.clearAllMocks();
  });

  it('saves with every step, the first time as a new partner', async () => {
    const element = await show();
    await click(element, '[data-next]');
    expect(saved()[0]).toMatchObject({ partnerId: null, step: 'company', company: { name: 'Hooli' } });
    expect(heading(element)).toBe('c.Onboarding_Step_Contacts');
    expect(saved().at(-1)).toMatchObject({ partnerId: 'a0P', step: 'contacts' });
  });

  it('stays where something is wrong, shows all of it and moves the focus there', async () => {
    saveDraft.mockResolvedValue({ partnerId: 'a0P', faults: [fault('company')] });
    const element = await show();
    const form = find(element, '[data-step-form]');
    await click(element, '[data-next]');
    expect(heading(element)).toBe('c.Onboarding_Step_Company');
    expect(form.showAll).toBe(true);
    expect(form.faults).toHaveLength(1);
  });

  it('goes on with a warning', async () => {
    saveDraft.mockResolvedValue({ partnerId: 'a0P', faults: [fault('company', { isWarning: true })] });
    const element = await show();
    await click(element, '[data-next]');
    expect(heading(element)).toBe('c.Onboarding_Step_Contacts');
  });

  it('keeps every field that is left once there is a record', async () => {
    const element = await show();
    const company = find(element, '[data-step-form]');
    company.dispatchEvent(new CustomEvent('valuechange', { detail: { name: 'Hooli XYZ' } }));
    company.dispatchEvent(new CustomEvent('leave'));
    await settle();
    expect(saveDraft).not.toHaveBeenCalled();
    await click(element, '[data-next]');
    saveDraft.mockClear();
    const contacts = find(element, '[data-step-form]');
    contacts.dispatchEvent(new CustomEvent('valuechange', { detail: [{ name: 'Gavin' }] }));
    contacts.dispatchEvent(new CustomEvent('leave'));
    await settle();
    expect(saved()).toMatchObject([{ company: { name: 'Hooli XYZ' }, contacts: [{ name: 'Gavin' }] }]);
  });

  it('makes one record, however quickly one clicks', async () => {
    const element = await show();
    find(element, '[data-next]').click();
    find(element, '[data-close]').click();
    await settle();
    expect(
      saved()
        .map(({ partnerId }) => partnerId)
        .filter((id) => id === null)
    ).toHaveLength(1);
  });

  it('goes on where it was left', async () => {
    getDraft.mockResolvedValue(
      draft({ partnerId: 'a0P', request: { ...draft().request, step: 'routing' }, faults: [fault('contacts')] })
    );
    const element = await show();
    expect(heading(element)).toBe('c.Onboarding_Step_Routing');
    expect(find(element, '[data-step="contacts"] lightning-icon').iconName).toBe('utility:warning');
    expect(find(element, '[data-step="company"] lightning-icon').iconName).toBe('utility:success');
  });

  it('cannot be submitted while something is wrong, and leads to it', async () => {
    getDraft.mockResolvedValue(
      draft({
        partnerId: 'a0P',
        request: { ...draft().request, step: 'review' },
        faults: [fault('contacts', { row: 1 })]
      })
    );
    saveDraft.mockResolvedValue({ partnerId: 'a0P', faults: [fault('contacts', { row: 1 })] });
    const element = await show();
    expect(find(element, '[data-submit]').disabled).toBe(true);
    await click(element, '.link');
    expect(heading(element)).toBe('c.Onboarding_Step_Contacts');
  });

  it('submits, and closes', async () => {
    getDraft.mockResolvedValue(draft({ partnerId: 'a0P', request: { ...draft().request, step: 'review' } }));
    const element = await show();
    await click(element, '[data-submit]');
    expect(submitRequest).toHaveBeenCalledWith({ partnerId: 'a0P' });
    expect(element.closed).toEqual([{ partnerId: 'a0P' }]);
  });

  it('stays open with the reason when it could not be saved', async () => {
    saveDraft.mockRejectedValue({ body: { message: 'No rights' } });
    const element = await show();
    await click(element, '[data-close]');
    expect(find(element, '[role="alert"]').textContent).toContain('No rights');
    expect(element.closed).toEqual([]);
  });
});
