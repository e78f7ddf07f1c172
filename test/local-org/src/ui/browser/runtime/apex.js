const refreshers = new WeakMap();

/** Asks again for what a wire gave. */
export function refreshApex(provisioned) {
  return refreshers.get(provisioned)?.() ?? Promise.resolve();
}

async function call(className, methodName, parameters) {
  let response;
  try {
    response = await fetch(`/ui/apex/${className}/${methodName}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(parameters ?? {})
    });
  } catch {
    throw { ok: false, status: 0, statusText: 'Network', body: { message: 'The org cannot be reached.' } };
  }
  const body = response.status === 204 ? null : await response.json();
  if (!response.ok) {
    throw { ok: false, status: response.status, statusText: response.statusText, body };
  }
  return body;
}

function freeze(value) {
  if (value && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}

/**
 * What `@salesforce/apex/Class.method` imports: a function to call, with a wire adapter on it, as on the platform
 * (https://developer.salesforce.com/docs/platform/lwc/guide/apex-wire-method.html).
 */
export function apexMethod(className, methodName) {
  const method = (parameters) => call(className, methodName, parameters);
  method.adapter = class {
    constructor(emit) {
      this.emit = emit;
      this.connected = false;
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
        result = { data: freeze(await call(className, methodName, this.parameters)), error: undefined };
      } catch (error) {
        result = { data: undefined, error };
      }
      if (asked === this.asked && this.connected) {
        this.provision(result);
      }
    }

    connect() {
      this.connected = true;
    }

    disconnect() {
      this.connected = false;
    }

    update(parameters) {
      this.parameters = parameters;
      // The platform does not call while a reactive parameter is undefined.
      if (!Object.values(parameters).includes(undefined)) {
        this.connected = true;
        this.load();
      }
    }
  };
  return method;
}
