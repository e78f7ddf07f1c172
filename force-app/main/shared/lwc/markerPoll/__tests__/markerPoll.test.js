import { MarkerPoll } from 'c/markerPoll';

describe('MarkerPoll', () => {
  beforeEach(() => jest.useFakeTimers());

  afterEach(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
    jest.useRealTimers();
  });

  it('tells of each change once, and of none after its end', async () => {
    let marker = '1';
    const moved = jest.fn();
    const poll = new MarkerPoll(() => marker, moved);
    poll.start();
    await jest.advanceTimersByTimeAsync(15_000);
    expect(moved).toHaveBeenCalledTimes(1);
    marker = '2';
    await jest.advanceTimersByTimeAsync(5000);
    expect(moved.mock.calls).toEqual([[{ isFirst: true }], [{ isFirst: false }]]);
    poll.stop();
    marker = '3';
    await jest.advanceTimersByTimeAsync(15_000);
    expect(moved).toHaveBeenCalledTimes(2);
  });

  it('goes on after a look that failed', async () => {
    const ask = jest.fn().mockRejectedValueOnce(new Error('offline')).mockResolvedValue('1');
    const moved = jest.fn();
    const poll = new MarkerPoll(ask, moved);
    poll.start();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(moved).toHaveBeenCalledTimes(1);
    poll.stop();
  });

  it('rests while nobody looks, and looks at once when somebody does', async () => {
    const ask = jest.fn().mockResolvedValue('1');
    const poll = new MarkerPoll(ask, jest.fn());
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    poll.start();
    await jest.advanceTimersByTimeAsync(20_000);
    expect(ask).not.toHaveBeenCalled();
    Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
    document.dispatchEvent(new CustomEvent('visibilitychange'));
    await jest.advanceTimersByTimeAsync(0);
    expect(ask).toHaveBeenCalledTimes(1);
    poll.stop();
  });
});
