import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { current } from '../runtime/transaction.ts';
import { notEmulated, raise } from '../runtime/values/exceptions.ts';
import type { WireAnswer, WireRequest } from './http-worker.ts';

/** How much longer than the request itself the worker may take. */
const GRACE = 2000;

/** Sends from another thread, since Apex waits for the answer. */
class Sender {
  private readonly signal = new Int32Array(new SharedArrayBuffer(4));
  private readonly port: MessagePort;
  private readonly worker: Worker;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.worker = new Worker(new URL('./http-worker.ts', import.meta.url), {
      workerData: { signal: this.signal.buffer, port: port2 },
      transferList: [port2],
      execArgv: ['--disable-warning=ExperimentalWarning']
    });
    this.worker.unref();
    this.port.unref();
  }

  send(request: WireRequest): WireAnswer {
    Atomics.store(this.signal, 0, 0);
    this.worker.postMessage(request);
    Atomics.wait(this.signal, 0, 0, request.timeout + GRACE);
    const answer = receiveMessageOnPort(this.port) as { message: WireAnswer } | undefined;
    return answer?.message ?? { error: 'Read timed out' };
  }
}

let sender: Sender | undefined;

/** `callout:Name/path` as the named credential's address; other addresses as they are. */
function addressOf(endpoint: string): string {
  const match = /^callout:(\w+)(.*)$/is.exec(endpoint);
  if (!match) {
    return endpoint;
  }
  const [, name = '', rest = ''] = match;
  const { namespace, namedCredentials } = current().org.project;
  const bare = name.toLowerCase().replace(`${namespace.toLowerCase()}__`, '');
  const found = namedCredentials.find((one) => one.name.toLowerCase() === bare);
  if (!found) {
    raise(
      'CalloutException',
      `The callout couldn't access the endpoint. You might not have the required permissions, or the named credential "${name}" might not exist.`
    );
  }
  if (found.authentication !== undefined) {
    throw notEmulated(`the authentication of named credential ${found.name} (${found.authentication})`);
  }
  return found.url.replace(/\/$/, '') + rest;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.endsWith('.localhost') || /^127(?:\.\d+){3}$/.test(host);
}

/** Sends a request of Apex. Only this machine is reached. Throws CalloutException. */
export function callOut(
  request: Omit<WireRequest, 'url'> & { endpoint: string }
): Exclude<WireAnswer, { error: string }> {
  const { endpoint, ...rest } = request;
  const address = addressOf(endpoint);
  const url = URL.parse(address);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    raise('CalloutException', `Invalid HTTP endpoint: ${endpoint}`);
  }
  if (!isLoopback(url.hostname)) {
    throw notEmulated(`callouts to ${url.hostname}: only this machine (127.0.0.1, localhost) is reached`);
  }
  sender ??= new Sender();
  const answer = sender.send({ ...rest, url: url.href });
  return 'error' in answer ? raise('CalloutException', answer.error) : answer;
}
