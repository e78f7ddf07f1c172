import getContent from '@salesforce/apex/DocumentDeskController.getContent';
import requestContent from '@salesforce/apex/DocumentDeskController.requestContent';
import { readContent } from 'c/contentRequest';

jest.mock('@salesforce/apex/DocumentDeskController.getContent', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocumentDeskController.requestContent', () => ({ default: jest.fn() }), { virtual: true });

describe('readContent', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    requestContent.mockResolvedValue('a01');
  });

  afterEach(() => {
    jest.useRealTimers();
    jest.resetAllMocks();
  });

  it('looks until the answer is there', async () => {
    getContent.mockResolvedValueOnce({ status: 'Pending' });
    getContent.mockResolvedValueOnce({ status: 'Done', result: '{"text":"ISA"}' });
    const content = readContent('a02', true, () => true);
    await jest.advanceTimersByTimeAsync(1500);
    expect(await content).toEqual({ text: 'ISA' });
    expect(requestContent).toHaveBeenCalledWith({ documentId: 'a02', isFresh: true });
    expect(getContent).toHaveBeenCalledWith({ requestId: 'a01' });
  });

  it('tells why the middleware could not answer', async () => {
    getContent.mockResolvedValue({ status: 'Failed', reason: 'The bytes are not kept any more.' });
    await expect(readContent('a02', false, () => true)).rejects.toThrow('The bytes are not kept any more.');
  });

  it('gives up after a minute and says what to do', async () => {
    getContent.mockResolvedValue({ status: 'Pending' });
    const content = readContent('a02', false, () => true).catch(({ message }) => message);
    await jest.advanceTimersByTimeAsync(62_000);
    expect(await content).toContain('Desk_Timed_Out');
  });

  it('stops looking when nobody waits any more', async () => {
    let isWanted = true;
    getContent.mockResolvedValue({ status: 'Pending' });
    const content = readContent('a02', false, () => isWanted);
    await jest.advanceTimersByTimeAsync(100);
    isWanted = false;
    await jest.advanceTimersByTimeAsync(1500);
    expect(await content).toBeUndefined();
    expect(getContent).toHaveBeenCalledTimes(1);
  });
});
