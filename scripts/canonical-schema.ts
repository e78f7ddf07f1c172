import { writeFile } from 'node:fs/promises';
import prettier from 'prettier';
import { canonicalSchema } from '../middleware/src/mappings/canonical/document.ts';

/** Writes the published JSON Schema of the canonical documents afresh: `npm run schema`. */
const file = new URL('../middleware/schema/canonical.schema.json', import.meta.url);
const options = await prettier.resolveConfig(file);
await writeFile(file, await prettier.format(JSON.stringify(canonicalSchema()), { ...options, parser: 'json' }));
