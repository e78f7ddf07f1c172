import { createElement } from 'lwc';
import getChoices from '@salesforce/apex/ExceptionListController.getChoices';
import getPage from '@salesforce/apex/ExceptionListController.getPage';
import ignore from '@salesforce/apex/ExceptionListController.ignore';
import reprocess from '@salesforce/apex/ExceptionListController.reprocess';
import ExceptionList from 'c/exceptionList';

jest.mock('@salesforce/apex/ExceptionListController.getChoices', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/ExceptionListController.getPage', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/ExceptionListController.ignore', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/ExceptionListController.reprocess', () => ({ default: jest.fn() }), { virtual: true });

const settle = () => jest.advanceTimersByTimeAsync(0);
const ROWS = ['DE-3', 'DE-2'].map((name) => ({ id: name, name, kind: 'Rejected', status: 'Open', message: 'Bad' }));
const CHOICES = {
  kinds: [{ value: 'Rejected', label: 'Zurückgewiesen' }],
  statuses: [{ value: 'Open', label: 'Offen' }],
  mayHandle: true
};

async function show(page = { rows: ROWS, hasMore: true }, choices = CHOICES) {
  getPage.mockResolvedValue(page);
  getChoices.mockResolvedValue(choices);
  const element = createElement('c-exception-list', { is: ExceptionList });
  document.body.appendChild(element);
  await settle();
  return element;
}

const button = (element, label) =>
  [...element.shadowRoot.querySelectorAll('lightning-button')].find((one) => one.label.endsWith(label));

const choose = async (element, id) => {
  element.shadowRoot.querySelector(`lightning-input[data-id="${id}"]`).dispatchEvent(new CustomEvent('change'));
  await settle();
};

describe('c-exception-list', () => {
  beforeEach(() => jest.useFakeTimers());

  afterEach(() => {
    document.body.replaceChildren();
    jest.useRealTimers();
    jest.clearAllMocks();
  });

  it('shows what is not settled, in the words of the person’s language', async () => {
    const { shadowRoot: root } = await show();
    expect(getPage).toHaveBeenCalledWith({ kind: '', status: 'Unsettled', isMine: false, text: '', before: null });
    expect([...root.querySelectorAll('tr[data-exception]')].map(({ dataset }) => dataset.exception)).toEqual([
      'DE-3',
      'DE-2'
    ]);
    expect(root.textContent).toContain('Zurückgewiesen');
  });

  it('asks the server for more after the last row', async () => {
    const element = await show();
    getPage.mockResolvedValue({ rows: [{ ...ROWS[0], id: 'DE-1', name: 'DE-1' }], hasMore: false });
    button(element, 'Exceptions_More').click();
    await settle();
    expect(getPage).toHaveBeenLastCalledWith(expect.objectContaining({ before: 'DE-2' }));
    expect(element.shadowRoot.querySelectorAll('tr[data-exception]')).toHaveLength(3);
    expect(button(element, 'Exceptions_More')).toBeUndefined();
  });

  it('filters on the server, and searches when the typing rests', async () => {
    const { shadowRoot: root } = await show();
    root
      .querySelector('lightning-combobox[data-filter="kind"]')
      .dispatchEvent(new CustomEvent('change', { detail: { value: 'Rejected' } }));
    await settle();
    expect(getPage).toHaveBeenLastCalledWith(expect.objectContaining({ kind: 'Rejected' }));
    const search = root.querySelector('lightning-input[data-filter="text"]');
    search.dispatchEvent(new CustomEvent('change', { detail: { value: 'ac' } }));
    search.dispatchEvent(new CustomEvent('change', { detail: { value: 'acme' } }));
    await jest.advanceTimersByTimeAsync(400);
    expect(getPage).toHaveBeenCalledTimes(3);
    expect(getPage).toHaveBeenLastCalledWith(expect.objectContaining({ kind: 'Rejected', text: 'acme' }));
  });

  it('lets many be read again, each with its result', async () => {
    reprocess.mockResolvedValue([
      { id: 'DE-3', isDone: true, message: 'Asked' },
      { id: 'DE-2', isDone: false, message: 'Settled already' }
    ]);
    const element = await show();
    expect(button(element, 'Exceptions_Reprocess').disabled).toBe(true);
    await choose(element, 'DE-3');
    await choose(element, 'DE-2');
    button(element, 'Exceptions_Reprocess').click();
    await settle();
    expect(reprocess).toHaveBeenCalledWith({ exceptionIds: ['DE-3', 'DE-2'] });
    expect(element.shadowRoot.querySelector('[data-result="DE-3"]').className).toContain('success');
    expect(element.shadowRoot.querySelector('[data-result="DE-2"]').textContent).toBe('Settled already');
    expect(button(element, 'Exceptions_Reprocess').disabled).toBe(true);
  });

  it('ignores many for a reason', async () => {
    ignore.mockResolvedValue([{ id: 'DE-3', isDone: true, message: 'Ignored' }]);
    const element = await show();
    await choose(element, 'DE-3');
    button(element, 'Exceptions_Ignore').click();
    await settle();
    const reason = element.shadowRoot.querySelector('[data-reason]');
    reason.reportValidity = () => reason.value !== '';
    button(element, 'Exceptions_Confirm').click();
    expect(ignore).not.toHaveBeenCalled();
    reason.dispatchEvent(new CustomEvent('change', { detail: { value: 'A test' } }));
    await settle();
    button(element, 'Exceptions_Confirm').click();
    await settle();
    expect(ignore).toHaveBeenCalledWith({ exceptionIds: ['DE-3'], reason: 'A test' });
    expect(element.shadowRoot.querySelector('[data-reason]')).toBeNull();
  });

  it('keeps what is chosen when it was refused, and says why', async () => {
    reprocess.mockRejectedValue({ body: { message: 'Choose 200 at most at a time.' } });
    const element = await show();
    await choose(element, 'DE-3');
    button(element, 'Exceptions_Reprocess').click();
    await settle();
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toBe('Choose 200 at most at a time.');
    expect(button(element, 'Exceptions_Reprocess').disabled).toBe(false);
  });

  it('says when nothing fits, and offers nothing to who may not handle exceptions', async () => {
    const element = await show({ rows: [], hasMore: false }, { ...CHOICES, mayHandle: false });
    expect(element.shadowRoot.textContent).toContain('Exceptions_Empty');
    expect(button(element, 'Exceptions_Reprocess')).toBeUndefined();
  });
});
