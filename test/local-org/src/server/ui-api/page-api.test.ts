import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { pageUserId } from '../../ui/page-server.ts';
import { pageUsers } from '../../ui/page-users.ts';
import { startServer } from '../start-server.ts';
import type { RunningServer } from '../start-server.ts';
import { testContext } from '../testing.ts';
import type { TestContext } from '../testing.ts';
import { pageApi } from './page-api.ts';

const CHANNEL = '/event/Parcel_Event__e';

interface EmpApi {
  subscribe(channel: string, replayId: number, onMessage: (message: unknown) => void): Promise<object>;
  unsubscribe(subscription: object, callback?: (answer: unknown) => void): Promise<unknown>;
  onError(callback: (error: unknown) => void): void;
}

let context: TestContext;
let server: RunningServer;
let empApi: EmpApi;
const global = globalThis as { EventSource?: unknown };

/** The part of the browser's EventSource that empApi uses, over fetch. */
class FetchedEvents {
  static readonly CLOSED = 2;
  readyState = 0;
  private readonly listeners = new Map<string, (event: { data: string }) => void>();
  private readonly abort = new AbortController();

  constructor(path: string) {
    void this.read(server.url + path);
  }

  addEventListener(name: string, listener: (event: { data: string }) => void): void {
    this.listeners.set(name, listener);
  }

  close(): void {
    this.readyState = FetchedEvents.CLOSED;
    this.abort.abort();
  }

  private async read(url: string): Promise<void> {
    try {
      const response = await fetch(url, { signal: this.abort.signal });
      if (!response.ok || response.body === null) {
        this.readyState = FetchedEvents.CLOSED;
        this.listeners.get('error')?.({ data: '' });
        return;
      }
      let rest = '';
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        rest += chunk;
        const blocks = rest.split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) {
          const name = /^event: (.*)$/m.exec(block)?.[1] ?? 'message';
          this.listeners.get(name)?.({ data: /^data: (.*)$/m.exec(block)?.[1] ?? '' });
        }
      }
    } catch (error) {
      if (!this.abort.signal.aborted) throw error;
    }
  }
}

beforeAll(async () => {
  context = testContext();
  const users = pageUsers(context.org, undefined);
  server = await startServer({
    context,
    port: 0,
    routers: [pageApi(context, (request) => pageUserId(request, users))]
  });
  global.EventSource = FetchedEvents;
  const module = '../../ui/browser/platform/lightning/empApi/empApi.js';
  empApi = (await import(module)) as EmpApi;
});
afterAll(async () => {
  await server.close();
  context.org.close();
});
const open: object[] = [];
afterEach(async () => {
  for (const subscription of open.splice(0)) await empApi.unsubscribe(subscription);
});

const publish = (key: string) =>
  context.org.bus.publish([context.t.row('Parcel_Event__e', { Key__c: key })], context.t.admin)[0];

/** A subscription whose messages can be awaited. */
async function subscribe(replayId: number) {
  const messages: { data: { payload: Record<string, unknown>; event: { replayId: number } } }[] = [];
  let wake: (() => void) | undefined;
  const subscription = await empApi.subscribe(CHANNEL, replayId, (message) => {
    messages.push(message as (typeof messages)[number]);
    wake?.();
  });
  open.push(subscription);
  return async () => {
    while (messages.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return messages.shift();
  };
}

test('empApi: new events, retained ones, and those after a replay id', async () => {
  const first = publish('a');
  const live = await subscribe(-1);
  const second = publish('b');
  expect(await live()).toEqual({
    channel: CHANNEL,
    data: {
      schema: 'Parcel_Event__e',
      payload: expect.objectContaining({ Key__c: 'b', CreatedById: context.org.users.admin }),
      event: { replayId: second?.replayId, EventUuid: second?.eventUuid }
    }
  });
  const all = await subscribe(-2);
  expect([(await all())?.data.payload.Key__c, (await all())?.data.payload.Key__c]).toEqual(['a', 'b']);
  const later = await subscribe(first?.replayId ?? 0);
  expect((await later())?.data.payload.Key__c).toBe('b');
});

test('empApi: a channel that does not exist is an error', async () => {
  const errors: unknown[] = [];
  empApi.onError((error) => errors.push(error));
  await expect(empApi.subscribe('/event/Nope__e', -1, () => undefined)).rejects.toMatchObject({ successful: false });
  expect(errors).toMatchObject([{ subscription: '/event/Nope__e' }]);
});

test('the UI API for pages: as the page’s user, and for this site only', async () => {
  const id = context.t.insert('Account', { Name: 'Paged' });
  const url = `${server.url}/ui/ui-api/records/${id}?fields=Account.Name`;
  expect(await (await fetch(url)).json()).toMatchObject({ fields: { Name: { value: 'Paged' } } });
  const foreign = await fetch(url, { headers: { 'sec-fetch-site': 'cross-site' } });
  expect(foreign.status).toBe(403);
  const created = await fetch(`${server.url}/ui/ui-api/records`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ apiName: 'Account', fields: { Name: 'Made' } })
  });
  expect([created.status, await created.json()]).toEqual([201, expect.objectContaining({ apiName: 'Account' })]);
});
