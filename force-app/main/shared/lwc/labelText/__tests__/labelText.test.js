import { labelText } from 'c/labelText';

describe('c/labelText', () => {
  it('fills places in, also the same one twice and out of order', () => {
    expect(labelText('{1} before {0}, {1} again', 'a', 2)).toBe('2 before a, 2 again');
  });

  it('leaves places without a value, and shows nothing for null', () => {
    expect(labelText('{0} and {1}', null)).toBe(' and {1}');
  });
});
