import { createElement } from 'lwc';
import OnboardingDocuments from 'c/onboardingDocuments';

const documents = ['850', '855', 'ORDERS'].map((value) => ({ value, label: value }));

async function show(properties) {
  const element = createElement('c-onboarding-documents', { is: OnboardingDocuments });
  Object.assign(element, { value: [], faults: [], choices: { documents }, standard: 'X12', ...properties });
  element.told = [];
  element.addEventListener('valuechange', ({ detail }) => element.told.push(detail));
  document.body.appendChild(element);
  await Promise.resolve();
  return element;
}

const boxes = (element) => [...element.shadowRoot.querySelectorAll('input')];

describe('c-onboarding-documents', () => {
  afterEach(() => {
    document.body.replaceChildren();
  });

  it('offers documents of the standard, and what was chosen of another', async () => {
    expect(boxes(await show()).map(({ value }) => value)).toEqual(['850', '855']);
    expect(boxes(await show({ standard: 'EDIFACT', value: ['850'] })).map(({ value }) => value)).toEqual([
      '850',
      'ORDERS'
    ]);
  });

  it('asks for the standard first', async () => {
    expect(boxes(await show({ standard: null }))).toEqual([]);
  });

  it('keeps the order of the list, however they were chosen', async () => {
    const element = await show({ value: ['855'] });
    const [first] = boxes(element);
    first.checked = true;
    first.dispatchEvent(new CustomEvent('change'));
    expect(element.told).toEqual([['850', '855']]);
  });
});
