import { createElement } from 'lwc';
import OnboardingSummary from 'c/onboardingSummary';

const request = {
  company: { name: 'Hooli', role: 'Buyer', standard: 'X12', version: '004010' },
  contacts: [{ name: 'Gavin', role: 'Technical', email: 'gavin@hooli.example', primary: true }],
  identifiers: [
    { scheme: 'ISA', qualifier: 'ZZ', value: 'HOOLI', usage: 'Both' },
    { scheme: 'GLN', value: '4012345000009', usage: 'Test' }
  ],
  documents: ['850', '810'],
  routing: { protocol: 'AS2', address: 'HOOLI' },
  usage: 'Production'
};

function detailsOf(shown) {
  const element = createElement('c-onboarding-summary', { is: OnboardingSummary });
  element.request = shown;
  document.body.appendChild(element);
  return [...element.shadowRoot.querySelectorAll('dd')].map((dd) =>
    [...dd.querySelectorAll('p')].map(({ textContent }) => textContent)
  );
}

describe('c-onboarding-summary', () => {
  afterEach(() => {
    document.body.replaceChildren();
  });

  it('tells all that is asked for', () => {
    expect(detailsOf(request)).toEqual([
      ['Hooli · Buyer · X12 · 004010'],
      ['Gavin · Technical · gavin@hooli.example · c.Onboarding_Contact_Primary'],
      ['ISA ZZ HOOLI', 'GLN 4012345000009 · Test'],
      ['850, 810'],
      ['AS2 · HOOLI'],
      ['c.Onboarding_Live']
    ]);
  });

  it('says where nothing was entered yet', () => {
    const empty = { company: {}, contacts: [], identifiers: [], documents: [], routing: {} };
    expect(new Set(detailsOf(empty).flat())).toEqual(new Set(['c.Onboarding_None']));
  });
});
