import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChildProcess } from 'node:child_process';
import { orderFile } from '../testing/edi.ts';
import { type Environment, prepare } from '../testing/environment.ts';
import { SalesforceFake } from '../testing/salesforce-fake.ts';
import { end, startService } from '../testing/service.ts';
import { until } from '../testing/wait.ts';

interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
}

const spans: Span[] = [];
let collector: Server;
let org: SalesforceFake;
let environment: Environment;
let service: ChildProcess;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

beforeAll(async () => {
  collector = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { resourceSpans = [] } = JSON.parse(body) as { resourceSpans?: { scopeSpans: { spans: Span[] }[] }[] };
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  org = new SalesforceFake();
  await org.start();
  environment = await prepare(org);
  const { port } = collector.address() as AddressInfo;
  service = startService(environment.configFile, undefined, {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_BSP_SCHEDULE_DELAY: '200'
  });
}, 60_000);

afterAll(async () => {
  await end(service);
  await environment.close();
  await org.stop();
  collector.closeAllConnections();
  await new Promise((resolve) => collector.close(resolve));
});

test('a document is one trace from its file to its event, and no contents are in it', async () => {
  await environment.simulator.mailboxes.deliver('tgseller', 'po.edi', orderFile({ number: 'PO-TRACED', control: '1' }));
  await until('the order is published', () => org.events.length === 1);
  const published = await until('its trace is there', () => spans.find(({ name }) => name === 'publish document'));
  const trace = spans.filter(({ traceId }) => traceId === published.traceId);
  expect(trace.map(({ name }) => name).sort()).toEqual(['publish document', 'receive file', 'translate file']);
  const root = trace.find(({ name }) => name === 'receive file');
  for (const { name, parentSpanId } of trace) if (name !== 'receive file') expect(parentSpanId).toBe(root?.spanId);
  expect(JSON.stringify(spans)).not.toContain('PO-TRACED');
});
