import { expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { Turns } from './turns.ts';

/** A tenant with so many batches of work; it asks for its next turn when it had one. */
async function tenant(turns: Turns, name: string, batches: number, order: string[]): Promise<void> {
  for (let batch = 0; batch < batches; batch += 1)
    await turns.take(async () => {
      await delay(1);
      order.push(name);
    });
}

test('a tenant with much work gets no more turns than those beside it', async () => {
  const turns = new Turns();
  const order: string[] = [];
  await Promise.all([
    tenant(turns, 'noisy', 50, order),
    tenant(turns, 'quiet', 3, order),
    tenant(turns, 'other', 3, order)
  ]);
  expect(order).toHaveLength(56);
  // Both are done within nine turns, whatever the noisy one still has.
  expect(order.slice(0, 9).filter((name) => name === 'quiet')).toHaveLength(3);
  expect(order.slice(0, 9).filter((name) => name === 'other')).toHaveLength(3);
});

test('work that fails takes its own turn alone', async () => {
  const turns = new Turns();
  await expect(turns.take(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await turns.take(() => Promise.resolve('next'))).toBe('next');
});
