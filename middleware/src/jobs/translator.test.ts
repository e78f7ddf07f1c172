import { expect, test } from '@jest/globals';
import type { ReceivedFileRow } from '../db/schema.ts';
import { createLogger } from '../telemetry/log.ts';
import { Translator, type TranslatorParts } from './translator.ts';
import { Turns } from './turns.ts';

const file = (id: number) => ({ id, tenant: 'acme', size: 5, attempts: 0, reason: null }) as ReceivedFileRow;

test('a file that the journal refuses does not hold up those that are translated with it', async () => {
  const waiting = [[file(1), file(2), file(3)]];
  const translated: number[] = [];
  const counted: number[] = [];
  const translateSmall = (files: readonly ReceivedFileRow[]) => {
    if (files.some(({ id }) => id === 2)) return Promise.reject(new Error('the journal refuses a value'));
    translated.push(...files.map(({ id }) => id));
    return Promise.resolve(files.length);
  };
  const update = {
    set: () => update,
    where: (_column: string, _is: string, id: number) => {
      counted.push(id);
      return update;
    },
    execute: () => Promise.resolve()
  };
  const parts = {
    journal: { updateTable: () => update },
    files: { nextToTranslate: () => Promise.resolve(waiting.shift() ?? []) },
    translation: { translateSmall },
    leases: { take: () => Promise.resolve(true), release: () => Promise.resolve() },
    turns: new Turns(),
    wake: () => Promise.resolve(),
    onReady: () => undefined,
    log: createLogger('silent')
  } as unknown as TranslatorParts;
  await expect(new Translator(parts, 'acme').run()).rejects.toThrow('File 2');
  expect(translated).toEqual([1, 3]);
  expect(counted).toEqual([2]);
});
