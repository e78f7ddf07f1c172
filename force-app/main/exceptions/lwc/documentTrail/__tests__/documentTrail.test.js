import { createElement } from 'lwc';
import getTrail from '@salesforce/apex/DocumentDeskController.getTrail';
import getTrailCsv from '@salesforce/apex/DocumentDeskController.getTrailCsv';
import DocumentTrail from 'c/documentTrail';

jest.mock('@salesforce/apex/DocumentDeskController.getTrail', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocumentDeskController.getTrailCsv', () => ({ default: jest.fn() }), { virtual: true });

// eslint-disable-next-line @lwc/lwc/no-async-operation
const settle = () => new Promise((resolve) => setTimeout(resolve));
const STEPS = [{ id: 'a', step: 'Case opened', actor: 'Riley', detail: 'Bad', happenedAt: '2026-11-25T10:00:02.000Z' }];

async function show(trail, journal = []) {
  getTrail.mockResolvedValue(trail);
  const element = createElement('c-document-trail', { is: DocumentTrail });
  Object.assign(element, { journal, documentName: 'TD-1', documentId: 'a01' });
  document.body.appendChild(element);
  await settle();
  return element;
}

describe('c-document-trail', () => {
  afterEach(() => {
    document.body.replaceChildren();
    jest.clearAllMocks();
  });

  it('tells what people and the middleware did in one order', async () => {
    const { shadowRoot: root } = await show({ steps: STEPS }, [
      { step: 'received', at: '2026-11-25T10:00:01.000Z', reason: null },
      { step: 'arrived', at: '2026-11-25T10:00:03.000Z', reason: null }
    ]);
    expect([...root.querySelectorAll('tr[data-step]')].map(({ dataset }) => dataset.step)).toEqual([
      'Received',
      'Case opened',
      'Arrived'
    ]);
    expect(root.querySelector('[role="alert"]')).toBeNull();
  });

  it('warns where somebody has tampered with it', async () => {
    const { shadowRoot: root } = await show({ steps: STEPS, brokenAt: 1 });
    expect(root.querySelector('[role="alert"]').textContent).toContain('Desk_Trail_Broken');
  });

  it('reads again when something was done', async () => {
    const element = await show({ steps: [] });
    expect(element.shadowRoot.textContent).toContain('Desk_Trail_None');
    element.version = '1';
    element.version = '2';
    await settle();
    expect(getTrail).toHaveBeenCalledTimes(2);
  });

  it('is downloaded as CSV', async () => {
    getTrailCsv.mockResolvedValue('position\r\n"1"');
    const element = await show({ steps: STEPS });
    const links = [];
    const click = jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function remember() {
      links.push({ href: this.href, name: this.download });
    });
    element.shadowRoot.querySelector('lightning-button').click();
    await settle();
    click.mockRestore();
    expect(links).toEqual([{ href: 'data:text/csv;charset=utf-8,position%0D%0A%221%22', name: 'TD-1-trail.csv' }]);
  });
});
