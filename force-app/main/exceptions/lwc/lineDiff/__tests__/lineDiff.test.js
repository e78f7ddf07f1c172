import { lineDiff } from 'c/lineDiff';

const lines = (text) => text.split('');
const told = (before, after) =>
  lineDiff(lines(before), lines(after)).map(({ kind, text, number }) => `${kind} ${text}${number}`);

describe('lineDiff', () => {
  it('shows a changed line between its neighbours', () => {
    expect(told('abcdefg', 'abcXefg')).toEqual([
      'gap 1',
      'same b2',
      'same c3',
      'removed d4',
      'added X4',
      'same e5',
      'same f6',
      'gap 7'
    ]);
  });

  it('shows what was taken out and what was put in', () => {
    expect(told('abc', 'ac')).toEqual(['same a1', 'removed b2', 'same c3']);
    expect(told('ac', 'abc')).toEqual(['same a1', 'added b2', 'same c2']);
  });

  it('shows nothing where nothing was changed', () => {
    expect(told('abc', 'abc')).toEqual([]);
  });

  it('does not lose itself in a text that is new from the first to the last line', () => {
    const before = Array.from({ length: 1500 }, (_, index) => `a${index}`);
    const after = Array.from({ length: 1500 }, (_, index) => `b${index}`);
    expect(lineDiff(before, after)).toHaveLength(3000);
  });
});
