import { createElement } from 'lwc';
import DocumentSource from 'c/documentSource';

const isa =
  'ISA*00*          *00*          *ZZ*A              *ZZ*B              *261120*0830*U*00401*000000001*0*P*>~';
const text = `${isa}\nST*850*0001~\nBEG*00~\nSE*9*0001~\nST*850*0002~\nSE*8*0002~\n`;
const faulty = {
  setControlNumber: '0001',
  interchangeControlNumber: '000000001',
  fileName: 'a.edi',
  findings: JSON.stringify([
    { severity: 'error', segmentPosition: 3, segment: 'SE', element: 1, message: 'Wrong count' },
    { severity: 'warning', segmentPosition: 2, segment: 'BEG', element: null, message: 'Odd' }
  ]),
  faults: [{ message: 'Wrong count', position: 3, segment: 'SE', element: 1 }]
};

function show(properties) {
  const element = createElement('c-document-source', { is: DocumentSource });
  Object.assign(element, { document: faulty, ...properties });
  document.body.appendChild(element);
  return element;
}

describe('c-document-source', () => {
  afterEach(() => document.body.replaceChildren());

  it('marks the faulty segment of the document’s own set, and the element, once', () => {
    const { shadowRoot: root } = show({ content: { text, isWhole: true } });
    const marked = root.querySelectorAll('[data-faulty="true"]');
    expect(marked).toHaveLength(1);
    expect(marked[0].querySelector('.segment').textContent).toBe('SE*9*0001~');
    expect(marked[0].querySelector('mark').textContent).toBe('9');
    expect([...marked[0].querySelectorAll('.fault')].map((one) => one.textContent)).toEqual(['Wrong count']);
    expect(root.querySelector('.doubtful .segment').textContent).toBe('BEG*00~');
    expect(root.querySelectorAll('.line')).toHaveLength(6);
  });

  it('follows the faults of a document that was read again', async () => {
    const element = show({ content: { text, isWhole: true } });
    element.document = {
      ...faulty,
      findings: JSON.stringify([{ severity: 'error', segmentPosition: 2, segment: 'BEG', message: 'Bad' }]),
      faults: []
    };
    await Promise.resolve();
    const marked = [...element.shadowRoot.querySelectorAll('[data-faulty="true"] .segment')];
    expect(marked.map((one) => one.textContent)).toEqual(['BEG*00~']);
  });

  it('says where no fault has a place in the text', () => {
    const nowhere = { ...faulty, findings: null, faults: [{ message: 'Held' }] };
    const { shadowRoot: root } = show({ document: nowhere, content: { text, isWhole: true } });
    expect(root.textContent).toContain('Desk_Source_Unplaced');
  });

  it('says where the text is cut', () => {
    expect(show({ content: { text, isWhole: false } }).shadowRoot.textContent).toContain('Desk_Source_Cut');
  });

  it('waits with a spinner, and offers to try again when it failed', async () => {
    expect(show({ isLoading: true }).shadowRoot.querySelector('lightning-spinner')).toBeTruthy();
    const failed = show({ errorMessage: 'No answer' });
    const again = jest.fn();
    failed.addEventListener('again', again);
    expect(failed.shadowRoot.querySelector('[role="alert"]').textContent).toContain('No answer');
    failed.shadowRoot.querySelector('[role="alert"] lightning-button').click();
    expect(again).toHaveBeenCalled();
  });
});
