import { createElement } from 'lwc';
import propose from '@salesforce/apex/DocumentDeskController.propose';
import DocumentEdit from 'c/documentEdit';

jest.mock('@salesforce/apex/DocumentDeskController.propose', () => ({ default: jest.fn() }), { virtual: true });

// eslint-disable-next-line @lwc/lwc/no-async-operation
const settle = () => new Promise((resolve) => setTimeout(resolve));

function show() {
  const element = createElement('c-document-edit', { is: DocumentEdit });
  Object.assign(element, { documentId: 'a01', caseId: '500', text: 'one\r\ntwo\r\n', faultyLine: 1 });
  document.body.appendChild(element);
  const root = element.shadowRoot;
  const reason = root.querySelector('lightning-input');
  reason.reportValidity = () => reason.value !== '';
  return { element, root, reason, area: root.querySelector('textarea') };
}

const submit = async (root) => {
  [...root.querySelectorAll('lightning-button')].at(-1).click();
  await settle();
};

describe('c-document-edit', () => {
  afterEach(() => {
    document.body.replaceChildren();
    jest.clearAllMocks();
  });

  it('begins at the faulty line', () => {
    const { area } = show();
    expect(area.value).toBe('one\ntwo\n');
    expect(area.selectionStart).toBe(4);
  });

  it('sends the edited text with the line breaks of the original', async () => {
    propose.mockResolvedValue('a02');
    const { element, root, reason, area } = show();
    const proposed = jest.fn();
    element.addEventListener('proposed', proposed);
    area.value = 'one\n2\n';
    area.dispatchEvent(new CustomEvent('input'));
    reason.dispatchEvent(new CustomEvent('change', { detail: { value: 'It was wrong' } }));
    await settle();
    expect(root.querySelector('c-document-changes')).toBeTruthy();
    await submit(root);
    expect(propose).toHaveBeenCalledWith({
      documentId: 'a01',
      caseId: '500',
      content: 'one\r\n2\r\n',
      reason: 'It was wrong'
    });
    expect(proposed).toHaveBeenCalled();
  });

  it('sends nothing unchanged or without a reason', async () => {
    const { root, area } = show();
    await submit(root);
    expect(root.querySelector('[role="alert"]').textContent).toContain('Desk_Edit_Unchanged');
    area.value = 'other';
    area.dispatchEvent(new CustomEvent('input'));
    await submit(root);
    expect(propose).not.toHaveBeenCalled();
  });

  it('closes with Escape, and stays open when it was refused', async () => {
    propose.mockRejectedValue({ body: { message: 'Too long' } });
    const { element, root, reason, area } = show();
    area.value = 'other';
    area.dispatchEvent(new CustomEvent('input'));
    reason.dispatchEvent(new CustomEvent('change', { detail: { value: 'Why' } }));
    await settle();
    await submit(root);
    expect(root.querySelector('[role="alert"]').textContent).toBe('Too long');
    const closed = jest.fn();
    element.addEventListener('close', closed);
    root.querySelector('section').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    expect(closed).toHaveBeenCalled();
  });
});
