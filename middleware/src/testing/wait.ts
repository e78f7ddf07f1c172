import { setTimeout as delay } from 'node:timers/promises';

/** Awaits a state: asks again until the answer is neither undefined nor false, and fails by name after `seconds`. */
export async function until<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  seconds = 40
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`It did not happen within ${seconds} seconds: ${what}`);
    await delay(25);
  }
}
