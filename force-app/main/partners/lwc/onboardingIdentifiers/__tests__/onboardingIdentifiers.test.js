import { createElement } from 'lwc';
import OnboardingIdentifiers from 'c/onboardingIdentifiers';

const settle = async () => {
  await Promise.resolve();
  await Promise.resolve();
};

const fields = (element) => [...element.shadowRoot.querySelectorAll('[data-field]')];

async function show(properties) {
  const element = createElement('c-onboarding-identifiers', { is: OnboardingIdentifiers });
  Object.assign(element, { value: [], faults: [], choices: { scheme: [], identifierUsage: [] }, ...properties });
  element.told = [];
  element.addEventListener('valuechange', ({ detail }) => element.told.push(detail));
  document.body.appendChild(element);
  // Base components are stubs here, which know nothing of validity.
  for (const field of fields(element)) {
    field.setCustomValidity = jest.fn();
    field.reportValidity = jest.fn();
  }
  await settle();
  return element;
}

const field = (element, row, name) => element.shadowRoot.querySelector(`[data-row="${row}"][data-field="${name}"]`);
const taken = { step: 'identifiers', row: 0, field: 'value', message: 'Taken', isWarning: false };

describe('c-onboarding-identifiers', () => {
  afterEach(() => {
    document.body.replaceChildren();
  });

  it('begins a row with the kind that the standard uses', async () => {
    const element = await show({ standard: 'EDIFACT' });
    element.shadowRoot.querySelector('[data-add]').click();
    expect(element.told).toEqual([[{ scheme: 'UNB', usage: 'Both' }]]);
  });

  it('says what is wrong at a field once it was left, and at all once the step was', async () => {
    const element = await show({ value: [{ scheme: 'ISA', qualifier: 'ZZ', value: 'X1' }] });
    const value = field(element, 0, 'value');
    element.faults = [taken];
    await settle();
    expect(value.setCustomValidity).toHaveBeenLastCalledWith('');
    value.dispatchEvent(new CustomEvent('blur'));
    element.faults = [taken];
    await settle();
    expect(value.setCustomValidity).toHaveBeenLastCalledWith('Taken');
    expect(value.reportValidity).toHaveBeenCalled();
    expect(field(element, 0, 'qualifier').reportValidity).not.toHaveBeenCalled();
    element.showAll = true;
    await settle();
    expect(field(element, 0, 'qualifier').reportValidity).toHaveBeenCalled();
  });

  it('tells that an identifier is free only when the present value was checked', async () => {
    const value = [{ scheme: 'ISA', qualifier: 'ZZ', value: 'X1' }];
    const element = await show({ value, isChecked: true });
    expect(element.shadowRoot.querySelector('[data-free]')).not.toBeNull();
    element.isChecked = false;
    await settle();
    expect(element.shadowRoot.querySelector('[data-free]')).toBeNull();
    element.isChecked = true;
    element.faults = [taken];
    await settle();
    expect(element.shadowRoot.querySelector('[data-free]')).toBeNull();
  });

  it('shows warnings beside the row, which refuse nothing', async () => {
    const warning = { ...taken, message: 'Compare it', isWarning: true };
    const element = await show({
      value: [{ scheme: 'DUNS', value: '804735133' }],
      faults: [warning],
      isChecked: true
    });
    expect(element.shadowRoot.querySelector('[data-warning="0"]').textContent).toContain('Compare it');
    expect(element.shadowRoot.querySelector('[data-free]')).not.toBeNull();
  });

  it('takes the qualifier away with a kind that has none', async () => {
    const element = await show({ value: [{ scheme: 'ISA', qualifier: 'ZZ', value: 'X1' }] });
    field(element, 0, 'scheme').dispatchEvent(new CustomEvent('change', { detail: { value: 'GLN' } }));
    expect(element.told.at(-1)).toEqual([{ scheme: 'GLN', qualifier: null, value: 'X1' }]);
  });

  it('shows what is wrong at the row that moved up when one before it goes', async () => {
    const element = await show({
      value: [
        { scheme: 'ISA', value: 'A1' },
        { scheme: 'ISA', value: 'B1' }
      ]
    });
    field(element, 1, 'value').dispatchEvent(new CustomEvent('blur'));
    element.shadowRoot.querySelector('lightning-button-icon[data-row="0"]').click();
    expect(element.told.at(-1)).toEqual([{ scheme: 'ISA', value: 'B1' }]);
    [element.value] = element.told.slice(-1);
    element.faults = [taken];
    await settle();
    expect(field(element, 0, 'value').setCustomValidity).toHaveBeenLastCalledWith('Taken');
  });

  it('moves the focus to the first fault', async () => {
    const element = await show({ value: [{ scheme: 'ISA', value: 'A1' }], faults: [taken] });
    const value = field(element, 0, 'value');
    value.focus = jest.fn();
    expect(element.focusFault()).toBe(true);
    expect(value.focus).toHaveBeenCalled();
  });
});
