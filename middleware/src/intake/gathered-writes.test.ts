import { expect, test } from '@jest/globals';
import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { gatherWrites } from './gathered-writes.ts';

function recorder() {
  const calls: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      calls.push(chunk.toString());
      done();
    },
    writev: (chunks, done) => {
      calls.push(chunks.map(({ chunk }) => (chunk as Buffer).toString()).join('+'));
      done();
    }
  });
  return { calls, stream: gatherWrites(stream) };
}

test('what is written in one turn goes out as one, in its order', async () => {
  const { calls, stream } = recorder();
  for (const part of ['length', 'body', 'tag']) stream.write(part);
  await Promise.resolve();
  stream.write('next');
  expect(calls).toEqual([]);
  await turn();
  expect(calls).toEqual(['length+body+tag+next']);
  stream.write('later');
  await turn();
  expect(calls).toEqual(['length+body+tag+next', 'later']);
});

test('nothing is lost when the stream ends in the same turn', async () => {
  const { calls, stream } = recorder();
  stream.write('last');
  stream.end();
  await turn();
  expect(calls).toEqual(['last']);
});
