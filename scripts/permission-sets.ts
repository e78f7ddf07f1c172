import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { type PermissionPolicy, permissionSetXml, readFields } from './lib/permission-sets.ts';

/** Writes the package's permission sets from `config/permissions.json`: `npm run permission-sets`. */
const PACKAGE = fileURLToPath(new URL('../force-app/main', import.meta.url));
const POLICY = new URL('../config/permissions.json', import.meta.url);

/** The text of each permission set, by the path of its file. */
export async function permissionSets(): Promise<Map<string, string>> {
  const policies = JSON.parse(await readFile(POLICY, 'utf8')) as Record<string, PermissionPolicy>;
  const fields = await readFields(PACKAGE);
  const texts = new Map<string, string>();
  for (const [name, policy] of Object.entries(policies)) {
    const file = `${PACKAGE}/app/permissionsets/${name}.permissionset-meta.xml`;
    const options = await prettier.resolveConfig(file);
    texts.set(file, await prettier.format(permissionSetXml(policy, fields), { ...options, filepath: file }));
  }
  return texts;
}

if (import.meta.main) for (const [file, text] of await permissionSets()) await writeFile(file, text);
