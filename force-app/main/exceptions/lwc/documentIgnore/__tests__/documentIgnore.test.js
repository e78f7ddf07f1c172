import { createElement } from 'lwc';
import ignore from '@salesforce/apex/DocumentDeskController.ignore';
import DocumentIgnore from 'c/documentIgnore';

jest.mock('@salesforce/apex/DocumentDeskController.ignore', () => ({ default: jest.fn() }), { virtual: true });

// eslint-disable-next-line @lwc/lwc/no-async-operation
const settle = () => new Promise((resolve) => setTimeout(resolve));
const FAULTS = [
  { id: 'f1', message: 'One' },
  { id: 'f2', message: 'Two' }
];

function show() {
  const element = createElement('c-document-ignore', { is: DocumentIgnore });
  element.faults = FAULTS;
  document.body.appendChild(element);
  const root = element.shadowRoot;
  const reason = root.querySelector('lightning-input');
  reason.reportValidity = () => reason.value !== '';
  return { element, root, reason };
}

const submit = async (root) => {
  [...root.querySelectorAll('lightning-button')].at(-1).click();
  await settle();
};

describe('c-document-ignore', () => {
  afterEach(() => {
    document.body.replaceChildren();
    jest.clearAllMocks();
  });

  it('ignores the chosen faults for a reason', async () => {
    const { element, root, reason } = show();
    const ignored = jest.fn();
    element.addEventListener('ignored', ignored);
    await submit(root);
    expect(ignore).not.toHaveBeenCalled();
    root
      .querySelector('lightning-checkbox-group')
      .dispatchEvent(new CustomEvent('change', { detail: { value: ['f2'] } }));
    reason.dispatchEvent(new CustomEvent('change', { detail: { value: 'A test' } }));
    await settle();
    await submit(root);
    expect(ignore).toHaveBeenCalledWith({ exceptionIds: ['f2'], reason: 'A test' });
    expect(ignored).toHaveBeenCalled();
  });

  it('has all faults chosen, and needs one', async () => {
    const { root } = show();
    const group = root.querySelector('lightning-checkbox-group');
    expect(group.value).toEqual(['f1', 'f2']);
    group.dispatchEvent(new CustomEvent('change', { detail: { value: [] } }));
    await submit(root);
    expect(root.querySelector('[role="alert"]').textContent).toContain('Desk_Ignore_None_Chosen');
  });
});
