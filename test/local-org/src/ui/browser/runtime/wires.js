const refreshers = new WeakMap();

/** Asks again for what a wire gave (`refreshApex` of `@salesforce/apex`). */
export function refreshApex(provisioned) {
  return refreshers.get(provisioned)?.() ?? Promise.resolve();
}

function freeze(value) {
  if (value && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}

/**
 * A wire adapter: asks once its configuration is complete, gives `{ data, error }`, and forgets answers that a newer
 * configuration has overtaken (https://developer.salesforce.com/docs/platform/lwc/guide/data-wire-service-about.html).
 *
 * @param isComplete whether there is something to ask for
 * @param load asks
 * @param watch told the configuration and what to call when the data has changed; gives what ends the watch
 */
export const wireAdapter = (isComplete, load, watch) =>
  class {
    constructor(emit) {
      this.emit = emit;
      this.connected = true;
      this.asked = 0;
      this.provision({ data: undefined, error: undefined });
    }

    provision(result) {
      refreshers.set(result, () => this.load());
      this.emit(result);
    }

    async load() {
      const asked = ++this.asked;
      let result;
      try {
        result = { data: freeze(await load(this.config)), error: undefined };
      } catch (error) {
        result = { data: undefined, error };
      }
      if (asked === this.asked && this.connected) {
        this.provision(result);
      }
    }

    connect() {
      this.connected = true;
      this.listen();
    }

    disconnect() {
      this.connected = false;
      this.stop?.();
    }

    listen() {
      this.stop?.();
      if (this.config && isComplete(this.config)) {
        this.stop = watch?.(this.config, () => this.load());
      }
    }

    update(config) {
      this.config = config;
      if (isComplete(config)) {
        this.listen();
        this.load();
      }
    }
  };
