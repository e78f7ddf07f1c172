import { writeFile } from 'node:fs/promises';
import prettier from 'prettier';
import { guideSchema } from '../middleware/src/edi/guide/format.ts';
import { canonicalSchema } from '../middleware/src/mappings/canonical/document.ts';

/** Writes the published JSON Schemas afresh: `npm run schema`. */
export const SCHEMAS = {
  '../middleware/schema/canonical.schema.json': canonicalSchema,
  '../middleware/guides/guide.schema.json': guideSchema
};

export async function schemaText(file: URL, schema: object): Promise<string> {
  const options = await prettier.resolveConfig(file);
  return prettier.format(JSON.stringify(schema), { ...options, parser: 'json' });
}

if (import.meta.main) {
  for (const [path, schema] of Object.entries(SCHEMAS)) {
    const file = new URL(path, import.meta.url);
    await writeFile(file, await schemaText(file, schema()));
  }
}
