import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Metadata, type sendUnaryData, Server, ServerCredentials, type ServerUnaryCall, status } from '@grpc/grpc-js';
import { documentEventSchema, pubSubService } from '../../middleware/src/testing/salesforce-fake.ts';

/**
 * A Pub/Sub API as far as a publisher sees one, in a process of its own: it takes events within the limits that
 * Salesforce documents (1 MB an event, 4 MB and 200 events a request), counts them, and answers after the time that the
 * real one needs. Prints its addresses as a line of JSON.
 * @see https://developer.salesforce.com/docs/platform/pub-sub-api/guide/allocations.html
 */
const MOST_REQUEST_BYTES = 4_000_000;
const MOST_EVENT_BYTES = 1_000_000;
const ANSWER_MILLISECONDS = Number(process.argv[2] ?? 20);

const SCHEMA = JSON.stringify(documentEventSchema(''));

interface Publish {
  events: { id: string; payload: Buffer }[];
}

let taken = 0;

const http = createServer((request, response) => {
  const { port } = http.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const limit = { Max: 1_000_000_000, Remaining: 1_000_000_000 };
  const path = request.url ?? '';
  const answer = path.includes('/oauth2/token')
    ? { access_token: 'token', instance_url: url, id: `${url}/id/00D000000000001AAA/005000000000001AAA` }
    : path.includes('/limits')
      ? { HourlyPublishedPlatformEvents: limit, DailyApiRequests: limit }
      : path.includes('/taken')
        ? { taken }
        : { records: [] };
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
});

function publish(call: ServerUnaryCall<Publish, unknown>, done: sendUnaryData<unknown>): void {
  const { events } = call.request;
  const bytes = events.reduce((sum, { payload }) => sum + payload.length, 0);
  const tooLarge = events.some(({ payload }) => payload.length > MOST_EVENT_BYTES);
  if (bytes > MOST_REQUEST_BYTES || tooLarge || events.length > 200) {
    done({ code: status.INVALID_ARGUMENT, details: 'over the limits of a request', metadata: new Metadata() });
    return;
  }
  taken += events.length;
  const results = events.map(({ id }) => ({ replayId: Buffer.from([0]), error: null, correlationKey: id }));
  setTimeout(() => done(null, { results }), ANSWER_MILLISECONDS);
}

const server = new Server({ 'grpc.max_receive_message_length': 8_000_000 });
const topic = { topicName: '/event/Document_Event__e', canPublish: true, schemaId: 's' };
const handlers = {
  GetTopic: (_call: unknown, done: sendUnaryData<unknown>) => done(null, topic),
  GetSchema: (_call: unknown, done: sendUnaryData<unknown>) => done(null, { schemaId: 's', schemaJson: SCHEMA }),
  Publish: publish
};
server.addService(pubSubService(), handlers);
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, grpcPort) => {
  if (error) throw error;
  http.listen(0, '127.0.0.1', () => {
    const { port } = http.address() as AddressInfo;
    process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}`, endpoint: `127.0.0.1:${grpcPort}` })}\n`);
  });
});
process.on('disconnect', () => process.exit(0));
