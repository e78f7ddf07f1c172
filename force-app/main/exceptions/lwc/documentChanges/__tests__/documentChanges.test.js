import { createElement } from 'lwc';
import DocumentChanges from 'c/documentChanges';

function show(before, after) {
  const element = createElement('c-document-changes', { is: DocumentChanges });
  Object.assign(element, { before, after });
  document.body.appendChild(element);
  return element.shadowRoot;
}

describe('c-document-changes', () => {
  afterEach(() => document.body.replaceChildren());

  it('says in signs and in words what was taken out and put in', () => {
    const rows = [...show('one\ntwo\n', 'one\n2\n').querySelectorAll('[data-change]')];
    expect(rows.map(({ dataset, textContent }) => [dataset.change, textContent])).toEqual([
      ['same', 'one'],
      ['removed', '−c.Desk_Changes_Removedtwo'],
      ['added', '+c.Desk_Changes_Added2']
    ]);
  });

  it('says so where nothing was changed', () => {
    expect(show('one\n', 'one\n').textContent).toContain('Desk_Changes_None');
  });
});
