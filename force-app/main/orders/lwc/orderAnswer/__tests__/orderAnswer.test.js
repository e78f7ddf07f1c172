import { createElement } from 'lwc';
import answer from '@salesforce/apex/OrderAnswerController.answer';
import getForm from '@salesforce/apex/OrderAnswerController.getForm';
import OrderAnswer from 'c/orderAnswer';

jest.mock('@salesforce/apex/OrderAnswerController.getForm', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/OrderAnswerController.answer', () => ({ default: jest.fn() }), { virtual: true });

// eslint-disable-next-line @lwc/lwc/no-async-operation
const settle = () => new Promise((resolve) => setTimeout(resolve));
const LINES = [
  { key: 'k1', lineNumber: '1', item: 'A', quantity: 10, unit: 'EA', price: 9.25 },
  { key: 'k2', lineNumber: '2', item: 'B', quantity: 5, unit: 'EA', price: 8 }
];

async function show(form) {
  getForm.mockResolvedValue(form);
  const element = createElement('c-order-answer', { is: OrderAnswer });
  element.recordId = 'a00000000000001AAA';
  document.body.appendChild(element);
  await settle();
  return element;
}

const button = (element, label) =>
  [...element.shadowRoot.querySelectorAll('lightning-button')].find((one) => one.label.endsWith(label));

describe('c-order-answer', () => {
  afterEach(() => {
    document.body.replaceChildren();
    jest.clearAllMocks();
  });

  it('sends what was decided for each line', async () => {
    answer.mockResolvedValue('a01');
    const element = await show({ lines: LINES });
    const answered = jest.fn();
    element.addEventListener('answered', answered);
    button(element, 'Answer_Edit').click();
    await settle();
    const change = (key, name, value) => {
      const inputs = [...element.shadowRoot.querySelectorAll(`[data-key="${key}"]`)];
      const input = inputs.find((one) => one.name === name);
      input.dispatchEvent(new CustomEvent('change', { detail: { value } }));
    };
    change('k1', 'quantity', '8');
    change('k1', 'promised', '2026-12-24');
    change('k2', 'decision', 'rejected');
    await settle();
    button(element, 'Answer_Send').click();
    await settle();
    const { orderId, answers } = answer.mock.calls[0][0];
    expect(orderId).toBe('a00000000000001AAA');
    expect(JSON.parse(answers)).toEqual([
      { key: 'k1', decision: 'accepted', quantity: 8, price: null, promised: '2026-12-24' },
      { key: 'k2', decision: 'rejected', quantity: 5, price: null, promised: null }
    ]);
    expect(answered).toHaveBeenCalled();
  });

  it('splits a line into deliveries, and takes one away again', async () => {
    answer.mockResolvedValue('a01');
    const element = await show({ lines: LINES });
    button(element, 'Answer_Edit').click();
    await settle();
    const all = (selector) => [...element.shadowRoot.querySelectorAll(selector)];
    const give = (input, value) => input.dispatchEvent(new CustomEvent('change', { detail: { value } }));
    button(element, 'Answer_Split').click();
    await settle();
    button(element, 'Answer_Split').click();
    await settle();
    expect(all('tr[data-delivery]').map((row) => row.dataset.delivery)).toEqual(['2', '3']);
    button(element, 'Answer_Remove_Delivery').click();
    await settle();
    const [quantity, promised] = all('tr[data-delivery] lightning-input');
    give(quantity, '4');
    give(promised, '2026-12-24');
    give(
      all('[data-key="k1"]').find((one) => one.name === 'quantity'),
      '6'
    );
    await settle();
    button(element, 'Answer_Send').click();
    await settle();
    const [first, second] = JSON.parse(answer.mock.calls[0][0].answers);
    expect(first.parts).toEqual([
      { quantity: 6, promised: null },
      { quantity: 4, promised: '2026-12-24' }
    ]);
    expect(second.parts).toBeUndefined();
  });

  it('keeps the form open and tells why it was refused', async () => {
    answer.mockRejectedValue({ body: { message: 'The order was changed meanwhile.' } });
    const element = await show({ lines: LINES });
    button(element, 'Answer_Edit').click();
    await settle();
    button(element, 'Answer_Send').click();
    await settle();
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toBe('The order was changed meanwhile.');
    expect(button(element, 'Answer_Send')).toBeTruthy();
  });

  it('offers nothing where the order cannot be answered, and says why', async () => {
    const element = await show({ lines: LINES, obstacle: 'The order was cancelled.' });
    expect(button(element, 'Answer_Edit')).toBeUndefined();
    expect(element.shadowRoot.textContent).toContain('The order was cancelled.');
  });
});
