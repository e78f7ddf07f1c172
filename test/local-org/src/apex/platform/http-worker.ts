import { request as plain, type RequestOptions } from 'node:http';
import { request as secure } from 'node:https';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';

/** A request as Apex made it. */
export interface WireRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: Uint8Array;
  timeout: number;
}

export type WireAnswer =
  | { status: number; statusText: string; headers: [string, string][]; body: Uint8Array }
  /** `Read timed out`, `Connection refused`, …: the words of Apex's CalloutException. */
  | { error: string };

/** Set to 1 when the answer lies in the port. */
const signal = new Int32Array((workerData as { signal: SharedArrayBuffer }).signal);
const port = (workerData as { port: MessagePort }).port;

function send({ url, method, headers, body, timeout }: WireRequest): Promise<WireAnswer> {
  return new Promise((resolve) => {
    const options: RequestOptions = { method, headers: { ...headers, 'content-length': body.byteLength }, timeout };
    const call = (url.startsWith('https:') ? secure : plain)(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          statusText: response.statusMessage ?? '',
          headers: Object.entries(response.headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')]),
          body: Buffer.concat(chunks)
        });
      });
      response.on('error', (error) => resolve({ error: error.message }));
    });
    // The time of all, as Apex counts it, not only of silence.
    const timer = setTimeout(() => {
      resolve({ error: 'Read timed out' });
      call.destroy();
    }, timeout);
    call.on('close', () => clearTimeout(timer));
    call.on('error', (error: NodeJS.ErrnoException) => {
      resolve({ error: error.code === 'ECONNREFUSED' ? 'Connection refused' : error.message });
    });
    call.end(body);
  });
}

parentPort?.on('message', (wire: WireRequest) => {
  void send(wire)
    .catch((error: unknown): WireAnswer => ({ error: String(error) }))
    .then((answer) => {
      port.postMessage(answer);
      Atomics.store(signal, 0, 1);
      Atomics.notify(signal, 0);
    });
});
