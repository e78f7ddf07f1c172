import { createElement } from 'lwc';
import getAgreements from '@salesforce/apex/AgreementController.getAgreements';
import refreshAgreements from '@salesforce/apex/AgreementController.refreshAgreements';
import renewAgreement from '@salesforce/apex/AgreementController.renewAgreement';
import setStatus from '@salesforce/apex/AgreementController.setStatus';
import TradingAgreements from 'c/tradingAgreements';

jest.mock('@salesforce/apex/AgreementController.getAgreements', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/AgreementController.refreshAgreements', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/AgreementController.renewAgreement', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/AgreementController.setMilestone', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/AgreementController.setStatus', () => ({ default: jest.fn() }), { virtual: true });

const agreement = (values) => ({
  id: 'a0A',
  name: 'Frame',
  type: 'Trading Agreement',
  status: 'Active',
  statusLabel: 'Active',
  validTo: '2027-01-31',
  daysLeft: 67,
  isRequired: true,
  syncStatus: 'Synchronised',
  milestones: [],
  ...values
});

const settle = () => jest.advanceTimersByTimeAsync(0);

async function show(agreements, page) {
  getAgreements.mockResolvedValue({
    agreements,
    mayCreate: true,
    mayEdit: true,
    isOnGrid: true,
    refreshSeconds: 5,
    ...page
  });
  const element = createElement('c-trading-agreements', { is: TradingAgreements });
  element.recordId = '001A';
  document.body.appendChild(element);
  await settle();
  return element;
}

const find = (element, selector) => element.shadowRoot.querySelector(selector);
const actions = (element) => [...element.shadowRoot.querySelectorAll('lightning-menu-item')].map(({ value }) => value);
const select = (element, value) =>
  find(element, 'lightning-button-menu').dispatchEvent(new CustomEvent('select', { detail: { value } }));

describe('c-trading-agreements', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    [refreshAgreements, renewAgreement, setStatus].forEach((call) => call.mockResolvedValue(null));
  });

  afterEach(() => {
    document.body.replaceChildren();
    jest.useRealTimers();
    jest.clearAllMocks();
  });

  it.each([
    [67, 'c.Agreements_Left'],
    [0, 'c.Agreements_Today'],
    [-3, 'c.Agreements_Ago'],
    [null, 'c.Agreements_Never']
  ])('tells for %p days left: %s', async (daysLeft, text) => {
    expect(find(await show([agreement({ daysLeft })]), '[data-days]').textContent).toBe(text);
  });

  it.each([
    ['Active', ['Suspended', 'renew', 'edit']],
    ['Suspended', ['Active', 'renew', 'edit']],
    ['Draft', ['Active', 'renew', 'edit']],
    ['Expired', ['renew', 'edit']],
    ['Terminated', []]
  ])('offers for %s: %o', async (status, expected) => {
    expect(actions(await show([agreement({ status })]))).toEqual(expected);
  });

  it('offers nothing to whoever may not edit', async () => {
    const element = await show([agreement()], { mayEdit: false, mayCreate: false, isOnGrid: false });
    expect(actions(element)).toEqual([]);
    expect(find(element, '[data-new]')).toBeNull();
    expect(find(element, '[data-refresh]')).toBeNull();
  });

  it('warns where a required agreement is not in force, and only there', async () => {
    expect(find(await show([agreement({ status: 'Expired' })]), '[data-stops]')).not.toBeNull();
    document.body.replaceChildren();
    expect(find(await show([agreement({ status: 'Expired', isRequired: false })]), '[data-stops]')).toBeNull();
    document.body.replaceChildren();
    expect(find(await show([agreement({ status: 'Expiring' })]), '[data-stops]')).toBeNull();
  });

  it('links to where the agreement is read', async () => {
    const element = await show([agreement({ link: 'https://grid.example/1' })]);
    expect(find(element, '[data-link]').href).toBe('https://grid.example/1');
    expect(find(element, '[data-link]').rel).toContain('noopener');
  });

  it('changes the status, and looks for the answer until it is there', async () => {
    const element = await show([agreement()]);
    getAgreements.mockResolvedValue({
      agreements: [agreement({ status: 'Suspended', syncStatus: 'Sending' })],
      mayEdit: true,
      refreshSeconds: 5
    });
    select(element, 'Suspended');
    await settle();
    expect(setStatus).toHaveBeenCalledWith({ agreementId: 'a0A', status: 'Suspended' });
    expect(find(element, '[role="status"]')).not.toBeNull();
    getAgreements.mockResolvedValue({
      agreements: [agreement({ status: 'Suspended' })],
      mayEdit: true,
      refreshSeconds: 5
    });
    getAgreements.mockClear();
    await jest.advanceTimersByTimeAsync(600_000);
    expect(getAgreements).toHaveBeenCalledTimes(1);
    expect(find(element, '[role="status"]')).toBeNull();
  });

  it('stops to look when the Trading Grid does not answer', async () => {
    const element = await show([agreement()]);
    find(element, '[data-refresh]').click();
    await settle();
    expect(refreshAgreements).toHaveBeenCalledWith({ accountId: '001A' });
    getAgreements.mockClear();
    await jest.advanceTimersByTimeAsync(600_000);
    expect(getAgreements).toHaveBeenCalledTimes(12);
    expect(find(element, '[role="status"]')).toBeNull();
  });

  it('renews to a day that was chosen', async () => {
    const element = await show([agreement()]);
    select(element, 'renew');
    await settle();
    const field = find(element, '[data-new-end]');
    field.reportValidity = jest.fn(() => false);
    find(element, '[data-renew]').click();
    await settle();
    expect(renewAgreement).not.toHaveBeenCalled();
    field.reportValidity = jest.fn(() => true);
    field.dispatchEvent(new CustomEvent('change', { detail: { value: '2028-01-31' } }));
    find(element, '[data-renew]').click();
    await settle();
    expect(renewAgreement).toHaveBeenCalledWith({ agreementId: 'a0A', validTo: '2028-01-31' });
    expect(find(element, '[data-new-end]')).toBeNull();
  });

  it('says what the Trading Grid refused, and what Apex did', async () => {
    setStatus.mockRejectedValue({ body: { message: 'No rights' } });
    const element = await show([agreement({ syncStatus: 'Failed', syncReason: 'Gone' })]);
    expect(find(element, '[data-sync]').className).toContain('slds-text-color_error');
    select(element, 'Suspended');
    await settle();
    expect(find(element, '[role="alert"]').textContent).toContain('No rights');
  });

  it('shows milestones on demand', async () => {
    const element = await show([agreement({ milestones: [{ id: 'm', name: 'Renewal', status: 'Open' }] })]);
    expect(find(element, 'c-agreement-milestones')).toBeNull();
    find(element, '[data-toggle]').click();
    await settle();
    expect(find(element, 'c-agreement-milestones').milestones).toHaveLength(1);
  });
});
