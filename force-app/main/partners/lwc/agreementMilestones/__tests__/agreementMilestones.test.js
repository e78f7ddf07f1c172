import { createElement } from 'lwc';
import setMilestone from '@salesforce/apex/AgreementController.setMilestone';
import AgreementMilestones from 'c/agreementMilestones';

jest.mock('@salesforce/apex/AgreementController.setMilestone', () => ({ default: jest.fn() }), { virtual: true });

const milestones = [
  { id: 'm1', name: 'Signature', status: 'Done', statusLabel: 'Done', due: '2026-01-01', note: 'by hand' },
  { id: 'm2', name: 'Renewal', status: 'Open', statusLabel: 'Open', due: '2026-11-01' }
];

const settle = async () => {
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
};

async function show(values) {
  const element = createElement('c-agreement-milestones', { is: AgreementMilestones });
  Object.assign(element, { agreementId: 'a0A', agreementName: 'Frame', milestones, mayEdit: true, ...values });
  element.changes = 0;
  element.addEventListener('milestonechange', () => (element.changes += 1));
  document.body.appendChild(element);
  await settle();
  return element;
}

const find = (element, selector) => element.shadowRoot.querySelector(selector);

describe('c-agreement-milestones', () => {
  beforeEach(() => {
    setMilestone.mockResolvedValue(null);
  });

  afterEach(() => {
    document.body.replaceChildren();
    jest.clearAllMocks();
  });

  it('marks one done or opens it again, and keeps the rest of it', async () => {
    const element = await show();
    find(element, '[data-name="Renewal"]').click();
    find(element, '[data-name="Signature"]').click();
    await settle();
    expect(setMilestone.mock.calls.map(([call]) => call)).toEqual([
      { agreementId: 'a0A', name: 'Renewal', status: 'Done', due: '2026-11-01', note: null },
      { agreementId: 'a0A', name: 'Signature', status: 'Open', due: '2026-01-01', note: 'by hand' }
    ]);
    expect(element.changes).toBe(2);
  });

  it('adds one with a name only', async () => {
    const element = await show();
    const [name, due] = element.shadowRoot.querySelectorAll('lightning-input');
    [name, due].forEach((field) => (field.reportValidity = () => true));
    find(element, '[data-add]').click();
    await settle();
    expect(setMilestone).not.toHaveBeenCalled();
    name.dispatchEvent(new CustomEvent('change', { detail: { value: ' Audit ' } }));
    due.dispatchEvent(new CustomEvent('change', { detail: { value: '2026-12-01' } }));
    find(element, '[data-add]').click();
    await settle();
    expect(setMilestone).toHaveBeenCalledWith({
      agreementId: 'a0A',
      name: 'Audit',
      status: 'Open',
      due: '2026-12-01',
      note: null
    });
  });

  it('offers nothing to whoever may not edit, and says why something failed', async () => {
    expect(find(await show({ mayEdit: false }), 'lightning-button')).toBeNull();
    setMilestone.mockRejectedValue({ body: { message: 'No rights' } });
    const element = await show();
    find(element, '[data-name="Renewal"]').click();
    await settle();
    expect(find(element, '[role="alert"]').textContent).toContain('No rights');
    expect(element.changes).toBe(0);
  });
});
