import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { SCHEMAS } from './schemas.ts';

test.each(Object.entries(SCHEMAS))('%s is as the code makes it', (path, schema) => {
  const published = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as unknown;
  expect(published).toEqual(JSON.parse(JSON.stringify(schema())));
});
