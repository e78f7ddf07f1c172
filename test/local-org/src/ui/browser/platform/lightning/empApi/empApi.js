/** Subscriptions of components to platform events; the page's server sends them as server-sent events. */
const listeners = [];
let debugging = false;
let count = 0;

function report(error) {
  for (const listener of listeners) {
    listener(error);
  }
}

/**
 * Subscribes to a channel (`/event/Name__e`).
 *
 * @param replayId -1 for new events, -2 for all that are retained, or the id after which they begin
 * @returns a promise of the subscription, once the server has accepted it
 */
export function subscribe(channel, replayId, onMessage) {
  return new Promise((resolve, reject) => {
    const query = new URLSearchParams({ channel, replayId: String(replayId) });
    const source = new EventSource(`/ui/events?${query}`);
    const subscription = { id: `${channel}#${++count}`, channel, replayId, source };
    source.addEventListener('subscribed', () => resolve(subscription));
    source.addEventListener('message', ({ data }) => {
      const message = JSON.parse(data);
      if (debugging) {
        console.log('empApi', message);
      }
      onMessage(message);
    });
    source.addEventListener('error', () => {
      // A browser that goes on trying is not told of, as on the platform: only what ends the subscription is an error.
      if (source.readyState === EventSource.CLOSED) {
        const error = {
          channel,
          subscription: channel,
          error: `403::Subscription to ${channel} was refused`,
          successful: false
        };
        report(error);
        reject(error);
      }
    });
  });
}

/** Ends a subscription. */
export function unsubscribe(subscription, callback) {
  subscription.source.close();
  const answer = { channel: '/meta/unsubscribe', subscription: subscription.channel, successful: true };
  callback?.(answer);
  return Promise.resolve(answer);
}

/** Calls back for every error of every subscription. */
export function onError(callback) {
  listeners.push(callback);
}

export function setDebugFlag(flag) {
  debugging = flag;
}

export function isEmpEnabled() {
  return Promise.resolve(true);
}
