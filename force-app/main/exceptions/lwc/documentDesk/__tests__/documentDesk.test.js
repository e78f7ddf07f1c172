import { createElement } from 'lwc';
import getContent from '@salesforce/apex/DocumentDeskController.getContent';
import getDesk from '@salesforce/apex/DocumentDeskController.getDesk';
import getMarker from '@salesforce/apex/DocumentDeskController.getMarker';
import noteMail from '@salesforce/apex/DocumentDeskController.noteMail';
import reprocess from '@salesforce/apex/DocumentDeskController.reprocess';
import requestContent from '@salesforce/apex/DocumentDeskController.requestContent';
import DocumentDesk from 'c/documentDesk';

jest.mock('@salesforce/apex/DocumentDeskController.getContent', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocumentDeskController.getDesk', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocumentDeskController.getMarker', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocumentDeskController.noteMail', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocumentDeskController.reprocess', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocumentDeskController.requestContent', () => ({ default: jest.fn() }), { virtual: true });
jest.mock(
  '@salesforce/apex/DocumentDeskController.getTrail',
  () => ({ default: jest.fn(async () => ({ steps: [] })) }),
  {
    virtual: true
  }
);

const settle = () => jest.advanceTimersByTimeAsync(0);
const FAULT = { id: 'f1', message: 'Wrong count', status: 'Open', severity: 'Error', segment: 'SE', position: 3 };
const DOCUMENT = {
  id: 'd1',
  name: 'TD-1',
  title: '850 PO-1',
  fileName: 'a.edi',
  partnerId: 'p1',
  partnerName: 'Acme',
  faults: [FAULT],
  corrections: [],
  contacts: [{ name: 'Edie', role: 'Technical', email: 'edi@acme.example' }]
};
const DESK = {
  caseId: '500',
  documents: [DOCUMENT],
  hiddenFaults: 0,
  mayHandle: true,
  mayApprove: true,
  refreshSeconds: 5,
  marker: '1'
};

async function show(desk = DESK) {
  getDesk.mockResolvedValue(desk);
  getMarker.mockResolvedValue(desk.marker);
  requestContent.mockResolvedValue('m1');
  getContent.mockResolvedValue({ status: 'Done', result: JSON.stringify({ text: 'ISA', isWhole: true, steps: [] }) });
  const element = createElement('c-document-desk', { is: DocumentDesk });
  element.recordId = '500';
  document.body.appendChild(element);
  await settle();
  await settle();
  return element;
}

const button = (element, label) =>
  [...element.shadowRoot.querySelectorAll('lightning-button')].find((one) => one.label.endsWith(label));

describe('c-document-desk', () => {
  beforeEach(() => jest.useFakeTimers());

  afterEach(() => {
    document.body.replaceChildren();
    jest.useRealTimers();
    jest.clearAllMocks();
  });

  it('asks for the document and hands it to its parts', async () => {
    const { shadowRoot: root } = await show();
    expect(requestContent).toHaveBeenCalledWith({ documentId: 'd1', isFresh: false });
    expect(root.querySelector('c-document-source').content.text).toBe('ISA');
    expect(root.querySelector('c-document-faults').faults).toEqual([FAULT]);
  });

  it('lets the document be read again', async () => {
    const element = await show();
    button(element, 'Desk_Reprocess').click();
    await settle();
    expect(reprocess).toHaveBeenCalledWith({ documentId: 'd1', caseId: '500' });
    expect(getDesk).toHaveBeenCalledTimes(2);
  });

  it('opens one form at a time', async () => {
    const element = await show();
    button(element, 'Desk_Edit').click();
    await settle();
    expect(element.shadowRoot.querySelector('c-document-edit').text).toBe('ISA');
    button(element, 'Desk_Ignore').click();
    await settle();
    expect(element.shadowRoot.querySelector('c-document-edit')).toBeNull();
    expect(element.shadowRoot.querySelector('c-document-ignore').faults).toEqual([FAULT]);
  });

  it('writes to the partner’s contact with the fault in the mail, and notes it', async () => {
    const { shadowRoot: root } = await show();
    const link = root.querySelector('[data-email]');
    expect(link.href).toContain('mailto:edi@acme.example?subject=');
    expect(decodeURIComponent(link.href)).toContain('- Wrong count (SE 3)');
    link.addEventListener('click', (event) => event.preventDefault());
    link.click();
    expect(noteMail).toHaveBeenCalledWith({ documentId: 'd1', caseId: '500', address: 'edi@acme.example' });
  });

  it('reads again only when something has changed', async () => {
    await show();
    await jest.advanceTimersByTimeAsync(5000);
    expect(getMarker).toHaveBeenCalledTimes(1);
    expect(getDesk).toHaveBeenCalledTimes(1);
    getMarker.mockResolvedValue('2');
    await jest.advanceTimersByTimeAsync(5000);
    expect(getDesk).toHaveBeenCalledTimes(2);
    expect(requestContent).toHaveBeenCalledTimes(1);
  });

  it('shows who may not handle exceptions what is wrong, and nothing to do', async () => {
    const element = await show({ ...DESK, mayHandle: false, mayApprove: false });
    expect(element.shadowRoot.querySelector('c-document-faults')).toBeTruthy();
    expect(element.shadowRoot.querySelector('c-document-source')).toBeNull();
    expect(element.shadowRoot.querySelectorAll('lightning-button')).toHaveLength(0);
    expect(requestContent).not.toHaveBeenCalled();
  });

  it('changes between the documents of a case', async () => {
    const element = await show({ ...DESK, documents: [DOCUMENT, { ...DOCUMENT, id: 'd2' }] });
    const choice = element.shadowRoot.querySelector('lightning-combobox');
    expect(choice.options.map(({ label }) => label)).toEqual(['850 PO-1 (1) a.edi', '850 PO-1 (1) a.edi']);
    choice.dispatchEvent(new CustomEvent('change', { detail: { value: 'd2' } }));
    await settle();
    expect(requestContent).toHaveBeenLastCalledWith({ documentId: 'd2', isFresh: false });
  });

  it('says when the middleware does not answer, and asks again', async () => {
    const element = await show();
    getContent.mockResolvedValue({ status: 'Failed', reason: 'Not kept any more.' });
    element.shadowRoot.querySelector('c-document-source').dispatchEvent(new CustomEvent('again'));
    await settle();
    expect(requestContent).toHaveBeenLastCalledWith({ documentId: 'd1', isFresh: true });
    expect(element.shadowRoot.querySelector('c-document-source').errorMessage).toContain('Not kept any more.');
    expect(button(element, 'Desk_Edit').disabled).toBe(true);
  });

  it('says when nothing belongs to the record, or it may not be seen', async () => {
    const element = await show({ ...DESK, documents: [] });
    expect(element.shadowRoot.textContent).toContain('Desk_Empty');
    document.body.replaceChildren();
    getDesk.mockRejectedValue({ body: { message: 'You may not see this.' } });
    const refused = createElement('c-document-desk', { is: DocumentDesk });
    refused.recordId = '500';
    document.body.appendChild(refused);
    await settle();
    expect(refused.shadowRoot.querySelector('[role="alert"]').textContent).toBe('You may not see this.');
  });
});
