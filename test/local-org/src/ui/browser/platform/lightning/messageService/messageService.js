const subscribers = new Map();
const CONTEXT = {};

export const APPLICATION_SCOPE = Symbol('APPLICATION_SCOPE');
export const createMessageContext = () => CONTEXT;
export const releaseMessageContext = () => undefined;

export function publish(context, channel, message) {
  for (const listener of [...(subscribers.get(channel) ?? [])]) {
    listener(message);
  }
}

export function subscribe(context, channel, listener) {
  const known = subscribers.get(channel) ?? new Set();
  subscribers.set(channel, known.add(listener));
  return { channel, listener };
}

export function unsubscribe(subscription) {
  subscribers.get(subscription?.channel)?.delete(subscription.listener);
}

/** Wire adapter. */
export class MessageContext {
  constructor(emit) {
    this.emit = emit;
  }

  connect() {
    this.emit(CONTEXT);
  }

  update() {}

  disconnect() {}
}
