import { createElement } from 'lwc';
import OnboardingContacts from 'c/onboardingContacts';

async function show(properties) {
  const element = createElement('c-onboarding-contacts', { is: OnboardingContacts });
  Object.assign(element, { value: [], faults: [], choices: { contactRole: [] }, ...properties });
  element.told = [];
  element.addEventListener('valuechange', ({ detail }) => element.told.push(detail));
  document.body.appendChild(element);
  await Promise.resolve();
  return element;
}

describe('c-onboarding-contacts', () => {
  afterEach(() => {
    document.body.replaceChildren();
  });

  it('makes the first contact the one that the network turns to', async () => {
    const element = await show();
    element.shadowRoot.querySelector('[data-add]').click();
    expect(element.told).toEqual([[{ primary: true }]]);
  });

  it('has one first contact', async () => {
    const element = await show({
      value: [
        { name: 'A', primary: true },
        { name: 'B', primary: false }
      ]
    });
    const box =
      element.shadowRoot.querySelector('lightning-input[data-row="1"][type="checkbox"]') ??
      [...element.shadowRoot.querySelectorAll('lightning-input')].filter(({ type }) => type === 'checkbox')[1];
    box.dispatchEvent(new CustomEvent('change', { detail: { checked: true } }));
    expect(element.told.at(-1).map(({ primary }) => primary)).toEqual([false, true]);
  });

  it('takes a contact of the account over', async () => {
    const element = await show({
      value: [{ name: '', phone: '1' }],
      accountContacts: [{ value: '003A', label: 'Dana', email: 'dana@acme.example' }]
    });
    element.shadowRoot
      .querySelector('lightning-combobox')
      .dispatchEvent(new CustomEvent('change', { detail: { value: '003A' } }));
    expect(element.told.at(-1)).toEqual([{ name: 'Dana', phone: '1', contactId: '003A', email: 'dana@acme.example' }]);
  });

  it('says what the step as a whole lacks once it was left', async () => {
    const faults = [{ step: 'contacts', field: null, row: null, message: 'Add one', isWarning: false }];
    const element = await show({ faults });
    expect(element.shadowRoot.querySelector('[data-step-fault]')).toBeNull();
    const left = await show({ faults, showAll: true });
    expect(left.shadowRoot.querySelector('[data-step-fault]').textContent).toContain('Add one');
  });
});
