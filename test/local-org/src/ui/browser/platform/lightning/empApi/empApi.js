const sources = new Map();
let next = 0;
let report = (error) => console.error(error);

/** Listens to `/event/Name__e` from a replay id on: -1 for new events only, -2 for all that are retained. */
export function subscribe(channel, replayId, onMessage) {
  const object = /^\/event\/(\w+)$/.exec(channel)?.[1];
  if (object === undefined) {
    return Promise.reject(new Error(`not emulated: the channel ${channel}`));
  }
  next += 1;
  const id = next;
  const source = new EventSource(`/ui/events/${object}?replayId=${Number(replayId)}`);
  source.onmessage = ({ data }) => onMessage(JSON.parse(data));
  source.onerror = () => report({ channel, error: 'the connection to the event bus was lost; it is taken up again' });
  sources.set(id, source);
  return Promise.resolve({ id, channel, replayId });
}

export function unsubscribe(subscription, callback) {
  sources.get(subscription?.id)?.close();
  sources.delete(subscription?.id);
  callback?.({ successful: true });
  return Promise.resolve({ successful: true });
}

export function onError(callback) {
  report = callback;
}

export const setDebugFlag = () => undefined;
export const isEmpEnabled = () => Promise.resolve(true);
