import { readableError } from 'c/readableError';

describe('c-readable-error', () => {
  it.each([
    [{ body: { message: 'from Apex' } }, 'from Apex'],
    [{ body: [{ message: 'from the UI API' }] }, 'from the UI API'],
    [new TypeError('from JavaScript'), 'from JavaScript'],
    ['a text', 'a text']
  ])('reads %p', (error, expected) => {
    expect(readableError(error)).toBe(expected);
  });
});
