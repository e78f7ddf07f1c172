import { createElement } from 'lwc';
import MoneyText from 'c/moneyText';

const show = (properties) => {
  const element = createElement('c-money-text', { is: MoneyText });
  Object.assign(element, properties);
  document.body.appendChild(element);
  return element.shadowRoot.querySelector('lightning-formatted-number');
};

describe('c-money-text', () => {
  afterEach(() => document.body.replaceChildren());

  it('names the currency of the document', () => {
    const shown = show({ value: 12.5, currencyCode: 'EUR' });
    expect(shown.currencyCode).toBe('EUR');
    expect(shown.formatStyle).toBe('currency');
    expect(shown.value).toBe(12.5);
  });

  it('shows a number where the document names no currency', () => {
    expect(show({ value: 0 }).formatStyle).not.toBe('currency');
  });

  it('shows nothing for nothing', () => {
    expect(show({ currencyCode: 'EUR' })).toBeNull();
  });
});
