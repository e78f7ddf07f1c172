import { createElement } from 'lwc';
import approveRequest from '@salesforce/apex/OnboardingController.approveRequest';
import getPartner from '@salesforce/apex/OnboardingController.getPartner';
import rejectRequest from '@salesforce/apex/OnboardingController.rejectRequest';
import suspendPartner from '@salesforce/apex/OnboardingController.suspendPartner';
import TradingPartnerProgress from 'c/tradingPartnerProgress';

jest.mock('@salesforce/apex/OnboardingController.approveRequest', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/OnboardingController.discardDraft', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/OnboardingController.getDraft', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/OnboardingController.getPartner', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/OnboardingController.rejectRequest', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/OnboardingController.resumePartner', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/OnboardingController.saveDraft', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/OnboardingController.sendAgain', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/OnboardingController.submitRequest', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/OnboardingController.suspendPartner', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/OnboardingController.withdrawRequest', () => ({ default: jest.fn() }), { virtual: true });

const partner = (values) => ({
  id: 'a0P',
  name: 'Hooli',
  status: 'Active',
  statusLabel: 'Active',
  requestStatus: null,
  steps: [],
  mayEdit: true,
  mayApprove: false,
  maySendAgain: false,
  isChange: true,
  refreshSeconds: 5,
  ...values
});

const settle = () => jest.advanceTimersByTimeAsync(0);

async function show(values) {
  getPartner.mockResolvedValue(partner(values));
  const element = createElement('c-trading-partner-progress', { is: TradingPartnerProgress });
  element.recordId = 'a0P';
  document.body.appendChild(element);
  await settle();
  return element;
}

const find = (element, selector) => element.shadowRoot.querySelector(selector);
const buttons = (element) =>
  [...element.shadowRoot.querySelectorAll('lightning-button')].map(({ label }) => label.replace('c.Partner_', ''));
const notice = (element) => find(element, '[data-notice]')?.textContent;

describe('c-trading-partner-progress', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    [approveRequest, rejectRequest, suspendPartner].forEach((call) => call.mockResolvedValue(null));
  });

  afterEach(() => {
    document.body.replaceChildren();
    jest.useRealTimers();
    jest.clearAllMocks();
  });

  it.each([
    [{ requestStatus: 'Draft', status: 'Draft', isChange: false }, ['Continue']],
    [{ requestStatus: 'Submitted', status: 'Submitted', isChange: false }, ['Withdraw']],
    [{ requestStatus: 'Submitted', mayEdit: false, mayApprove: true, isChange: false }, ['Reject', 'Approve']],
    [{ requestStatus: 'Approved', status: 'Approved', isChange: false }, []],
    [{ requestStatus: 'In Progress', status: 'Provisioning', isChange: false }, []],
    [{ requestStatus: 'Failed', status: 'Provisioning', isChange: false }, ['Correct']],
    [
      { requestStatus: 'Failed', status: 'Provisioning', isChange: false, maySendAgain: true },
      ['Correct', 'Send_Again']
    ],
    [{ requestStatus: 'Rejected', status: 'Rejected', isChange: false }, ['Correct']],
    [{}, ['Change', 'Suspend']],
    [{ requestStatus: 'Done' }, ['Change', 'Suspend']],
    [{ requestStatus: 'Draft' }, ['Continue', 'Discard', 'Suspend']],
    [{ status: 'Suspended' }, ['Change', 'Resume']],
    [{ mayEdit: false }, []]
  ])('offers for %o what can be done: %o', async (values, expected) => {
    expect(buttons(await show(values))).toEqual(expected);
  });

  it('shows each step with its state, time and reason', async () => {
    const steps = [
      { name: 'Approval', label: 'Approval', status: 'Done', completedAt: '2026-11-25T10:00:00Z', reason: 'Avery' },
      { name: 'Partner', label: 'Partner', status: 'Failed', completedAt: '2026-11-25T10:01:00Z', reason: 'Taken' },
      { name: 'Relationship', label: 'Relationship', status: 'Waiting' }
    ];
    const element = await show({ steps, requestStatus: 'Failed', reason: 'Taken', isChange: false });
    const shown = [...element.shadowRoot.querySelectorAll('[data-progress]')];
    expect(shown.map(({ dataset }) => `${dataset.progress} ${dataset.state}`)).toEqual([
      'Approval Done',
      'Partner Failed',
      'Relationship Waiting'
    ]);
    expect(shown[1].textContent).toContain('Taken');
    expect(shown[1].querySelector('lightning-formatted-date-time').value).toBe('2026-11-25T10:01:00Z');
    expect(shown[2].querySelector('lightning-formatted-date-time')).toBeNull();
  });

  it('shows an approver what is asked for', async () => {
    const request = { company: {}, contacts: [], identifiers: [], documents: [], routing: {} };
    expect(find(await show({ requestStatus: 'Submitted', request }), 'c-onboarding-summary')).not.toBeNull();
    document.body.replaceChildren();
    expect(find(await show({ requestStatus: 'Done', request: null }), 'c-onboarding-summary')).toBeNull();
  });

  it('says what everybody should know first', async () => {
    expect(notice(await show({ requestStatus: 'Submitted', submittedBy: 'Riley' }))).toContain('c.Partner_Waiting');
    document.body.replaceChildren();
    expect(notice(await show({ requestStatus: 'Submitted', isOwnRequest: true }))).toContain('c.Partner_Own_Request');
    document.body.replaceChildren();
    expect(notice(await show({ status: 'Suspended' }))).toContain('c.Partner_Suspended');
    document.body.replaceChildren();
    expect(notice(await show())).toBeUndefined();
  });

  it('approves, and shows what becomes of it while it moves', async () => {
    const element = await show({ requestStatus: 'Submitted', mayApprove: true });
    getPartner.mockResolvedValue(partner({ requestStatus: 'Approved', status: 'Approved' }));
    find(element, '[data-approve]').click();
    await settle();
    expect(approveRequest).toHaveBeenCalledWith({ partnerId: 'a0P' });
    expect(find(element, '[data-status]').dataset.status).toBe('Approved');
    getPartner.mockResolvedValue(partner({ requestStatus: 'Done' }));
    await jest.advanceTimersByTimeAsync(5000);
    expect(find(element, '[data-status]').dataset.status).toBe('Active');
    getPartner.mockClear();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(getPartner).not.toHaveBeenCalled();
  });

  it('tells the page whenever the request has moved, and only then', async () => {
    const element = await show({ requestStatus: 'Approved' });
    const told = jest.fn();
    element.addEventListener('partnerchange', told);
    await jest.advanceTimersByTimeAsync(5000);
    expect(told).not.toHaveBeenCalled();
    getPartner.mockResolvedValue(partner({ requestStatus: 'Done' }));
    await jest.advanceTimersByTimeAsync(5000);
    expect(told).toHaveBeenCalledTimes(1);
  });

  it('asks why before it rejects', async () => {
    const element = await show({ requestStatus: 'Submitted', mayApprove: true });
    find(element, '[data-ask="reject"]').click();
    await settle();
    const field = find(element, 'lightning-textarea');
    field.setCustomValidity = jest.fn();
    field.reportValidity = jest.fn();
    find(element, '[data-reason-given]').click();
    await settle();
    expect(rejectRequest).not.toHaveBeenCalled();
    expect(field.setCustomValidity).toHaveBeenCalledWith('c.Partner_Reason_Help');
    field.dispatchEvent(new CustomEvent('change', { detail: { value: 'No contract' } }));
    find(element, '[data-reason-given]').click();
    await settle();
    expect(rejectRequest).toHaveBeenCalledWith({ partnerId: 'a0P', reason: 'No contract' });
    expect(find(element, 'lightning-textarea')).toBeNull();
  });

  it('keeps the reason when the suspension was refused', async () => {
    suspendPartner.mockRejectedValue({ body: { message: 'No rights' } });
    const element = await show();
    find(element, '[data-ask="suspend"]').click();
    await settle();
    find(element, 'lightning-textarea').dispatchEvent(new CustomEvent('change', { detail: { value: 'Audit' } }));
    find(element, '[data-reason-given]').click();
    await settle();
    expect(find(element, '[role="alert"]').textContent).toContain('No rights');
    expect(find(element, 'lightning-textarea')).not.toBeNull();
  });

  it('opens the wizard in its place', async () => {
    const element = await show({ accountId: '001A' });
    find(element, '[data-edit]').click();
    await settle();
    const wizard = find(element, 'c-trading-onboarding');
    expect([wizard.accountId, wizard.partnerId]).toEqual(['001A', 'a0P']);
    wizard.dispatchEvent(new CustomEvent('close', { detail: { partnerId: 'a0P' } }));
    await settle();
    expect(find(element, 'c-trading-onboarding')).toBeNull();
  });
});
