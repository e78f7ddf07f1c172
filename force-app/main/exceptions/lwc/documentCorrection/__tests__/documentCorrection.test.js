import { createElement } from 'lwc';
import decide from '@salesforce/apex/DocumentDeskController.decide';
import getCorrection from '@salesforce/apex/DocumentDeskController.getCorrection';
import DocumentCorrection from 'c/documentCorrection';

jest.mock('@salesforce/apex/DocumentDeskController.decide', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocumentDeskController.getCorrection', () => ({ default: jest.fn() }), { virtual: true });

// eslint-disable-next-line @lwc/lwc/no-async-operation
const settle = () => new Promise((resolve) => setTimeout(resolve));
const PROPOSED = { id: 'a01', name: 'DC-1', status: 'Proposed', reason: 'Why', proposedBy: 'Alex', isOwn: false };

async function show(correction, mayApprove = true) {
  getCorrection.mockResolvedValue('one\n2\n');
  const element = createElement('c-document-correction', { is: DocumentCorrection });
  Object.assign(element, { correction, mayApprove, original: 'one\ntwo\n' });
  document.body.appendChild(element);
  await settle();
  return element;
}

const button = (element, label) =>
  [...element.shadowRoot.querySelectorAll('lightning-button')].find((one) => one.label.endsWith(label));

describe('c-document-correction', () => {
  afterEach(() => {
    document.body.replaceChildren();
    jest.clearAllMocks();
  });

  it('shows what was changed, and is approved by another', async () => {
    const element = await show(PROPOSED);
    const changes = element.shadowRoot.querySelector('c-document-changes');
    expect([changes.before, changes.after]).toEqual(['one\ntwo\n', 'one\n2\n']);
    const decided = jest.fn();
    element.addEventListener('decided', decided);
    button(element, 'Correction_Approve').click();
    await settle();
    expect(decide).toHaveBeenCalledWith({ correctionId: 'a01', isApproved: true, reason: '' });
    expect(decided).toHaveBeenCalled();
  });

  it('is rejected for a reason', async () => {
    const element = await show(PROPOSED);
    button(element, 'Correction_Reject').click();
    await settle();
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toContain('Correction_Needs_Reason');
    expect(decide).not.toHaveBeenCalled();
    const comment = element.shadowRoot.querySelector('lightning-input');
    comment.dispatchEvent(new CustomEvent('change', { detail: { value: 'It must be 19' } }));
    button(element, 'Correction_Reject').click();
    await settle();
    expect(decide).toHaveBeenCalledWith({ correctionId: 'a01', isApproved: false, reason: 'It must be 19' });
  });

  it('offers nothing to who proposed it, nor to who may not approve', async () => {
    const own = await show({ ...PROPOSED, isOwn: true });
    expect(button(own, 'Correction_Approve')).toBeUndefined();
    expect(own.shadowRoot.textContent).toContain('Desk_Correction_Own');
    const other = await show(PROPOSED, false);
    expect(button(other, 'Correction_Approve')).toBeUndefined();
    expect(other.shadowRoot.textContent).toContain('Desk_Correction_Waits');
  });

  it('is not approved unseen', async () => {
    getCorrection.mockRejectedValueOnce({ body: { message: 'Gone' } });
    const element = createElement('c-document-correction', { is: DocumentCorrection });
    Object.assign(element, { correction: PROPOSED, mayApprove: true });
    document.body.appendChild(element);
    await settle();
    expect(button(element, 'Correction_Approve').disabled).toBe(true);
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toBe('Gone');
  });

  it('follows what becomes of it', async () => {
    const element = await show(PROPOSED);
    element.correction = { ...PROPOSED, status: 'Sent', decidedBy: 'Lee' };
    await settle();
    expect(element.shadowRoot.querySelector('[data-correction]').dataset.correction).toBe('Sent');
    expect(button(element, 'Correction_Approve')).toBeUndefined();
  });
});
