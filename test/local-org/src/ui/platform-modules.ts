import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with everything that runs in the browser. */
export const browserFolder = fileURLToPath(new URL('./browser/', import.meta.url));

/**
 * Modules that Salesforce's platform gives to components and that no npm package has, written here: module name
 * (`lightning/navigation`) → file. They win over base components of the same name.
 */
export function platformModules(): Record<string, string> {
  const modules: Record<string, string> = {};
  for (const namespace of ['lightning', 'force']) {
    const folder = path.join(browserFolder, 'platform', namespace);
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      modules[`${namespace}/${name}`] = path.join(folder, name, `${name}.js`);
    }
  }
  return modules;
}
