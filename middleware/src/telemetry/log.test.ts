import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { messageOf } from './log.ts';

const LOG = fileURLToPath(new URL('log.ts', import.meta.url));

/** The lines that a process writes which logs these values. */
function linesOf(values: object, message: string): string[] {
  const script = `const { createLogger } = await import(${JSON.stringify(LOG)}); createLogger().info(${JSON.stringify(values)}, ${JSON.stringify(message)});`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' }
  });
  return output.split('\n').filter((line) => line !== '');
}

test('what others choose cannot make up lines or colours of the log', () => {
  const forged = 'po.edi\n{"level":60,"msg":"forged"}\r\u001b[31m';
  const lines = linesOf({ name: forged }, `message ${forged}`);
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('\u001b');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 30, name: forged });
});

test('a message is found in whatever is thrown, and nothing else is told', () => {
  const told = [new Error('away'), { message: 'away', query: 'secret' }, 'away'].map(messageOf);
  expect(told).toEqual(['away', 'away', 'away']);
});
