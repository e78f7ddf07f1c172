import { createElement } from 'lwc';
import DocumentFaults from 'c/documentFaults';

function show(faults) {
  const element = createElement('c-document-faults', { is: DocumentFaults });
  element.faults = faults;
  document.body.appendChild(element);
  return element.shadowRoot;
}

describe('c-document-faults', () => {
  afterEach(() => document.body.replaceChildren());

  it('tells each fault with its severity and place', () => {
    const root = show([
      { id: '1', severity: 'Error', status: 'Open', message: 'Wrong count', code: 'C', segment: 'SE', position: 19 },
      { id: '2', severity: 'Warning', status: 'Ignored', message: 'Odd', code: 'W', resolution: 'A test' }
    ]);
    const [first, second] = root.querySelectorAll('li');
    expect(first.querySelector('.message').textContent).toBe('Wrong count');
    expect(first.textContent).toContain('Desk_Fault_Segment SE, c.Desk_Fault_Position 19, c.Desk_Fault_Code C');
    expect(first.querySelector('lightning-icon').iconName).toBe('utility:error');
    expect(second.querySelector('lightning-icon').iconName).toBe('utility:success');
    expect(second.textContent).toContain('A test');
  });

  it('says so where nothing is wrong', () => {
    expect(show([]).textContent).toContain('Desk_Fault_None');
  });
});
