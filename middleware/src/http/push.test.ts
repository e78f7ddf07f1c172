import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { signatureOf } from '../intake/push.ts';
import { orderFile } from '../testing/edi.ts';
import { HttpService } from '../testing/http-service.ts';
import { until } from '../testing/wait.ts';

let service: HttpService;

beforeAll(async () => {
  service = await HttpService.start();
}, 60_000);

beforeEach(() => service.next());

afterAll(() => service.stop());

describe('files that are pushed', () => {
  test('come in once, however often the request is sent', async () => {
    const request = { id: randomUUID(), timestamp: String(Math.floor(Date.now() / 1000)) };
    const [first, second] = [await service.push(request), await service.push(request)];
    expect([first, second]).toMatchObject([
      { status: 202, body: { repeated: false } },
      { status: 200, body: { repeated: true } }
    ]);
    await until('the order is published', () => service.crm.events[0]);
    // Tried again later it has another time and signature.
    const later = await service.push({ ...request, timestamp: String(Number(request.timestamp) + 1) });
    expect(later).toMatchObject({ status: 200, body: { repeated: true } });
    // Another file under the same id is no repetition, and must not be dropped.
    const bytes = orderFile({ number: `PO-${service.control}-B`, control: `9${service.control}` });
    expect(await service.push({ ...request, bytes })).toMatchObject({ status: 202 });
    expect(JSON.parse(service.crm.events[0]?.payload ?? '{}')).toMatchObject({
      document: { receipts: 1, fileName: `po-${service.control}.edi` }
    });
  });

  test('a key that is being replaced still counts', async () => {
    expect((await service.push({ secret: 'push-secret-before' })).status).toBe(202);
  });

  test.each([
    ['another key', { secret: 'guess' }, 401],
    ['no signature', { signature: '' }, 401],
    ['a signature of another length', { signature: 'ab' }, 401],
    ['a time long past', { timestamp: '1000000000' }, 401],
    ['a time far ahead', { timestamp: String(Math.floor(Date.now() / 1000) + 4000) }, 401],
    ['no time', { timestamp: 'now' }, 401],
    ['a channel that there is not', { route: '/push/acme/other' }, 401],
    ['a tenant that there is not', { route: '/push/nobody/push' }, 401],
    ['a name that leads elsewhere', { name: '../../etc/cron.d/x' }, 400],
    ['a name with a line break', { name: 'a\nb' }, 400],
    ['an id that is none', { id: 'x' }, 400],
    ['more bytes than it may have', { bytes: Buffer.alloc(100_001) }, 413],
    ['compressed bytes', { bytes: gzipSync(Buffer.alloc(1_000_000)), headers: { 'content-encoding': 'gzip' } }, 415]
  ])('%s is refused', async (_what, request, status) => {
    expect((await service.push(request)).status).toBe(status);
    expect((await service.push({ ...request, route: '/push/nobody/push' })).body.detail).not.toContain('nobody');
  });

  test('a signature does not fit another file, name, id or time', async () => {
    const bytes = orderFile({ number: 'X', control: '999' });
    const request = { name: 'a.edi', id: randomUUID(), timestamp: String(Math.floor(Date.now() / 1000)), bytes };
    const signature = signatureOf(request, 'push-secret');
    for (const change of [{ name: 'b.edi' }, { id: randomUUID() }, { bytes: Buffer.from('ISA') }])
      expect((await service.push({ ...request, signature, ...change })).status).toBe(401);
    expect((await service.push({ ...request, signature })).status).toBe(202);
  });
});
