import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with everything that runs in the browser. */
export const browserFolder = fileURLToPath(new URL('./browser/', import.meta.url));

const FOLDERS = ['platform/lightning', 'platform/force', 'components/lightning'];

/**
 * What Salesforce's platform gives to components and no npm package has, written here: modules of functions and wires in
 * `platform`, components in `components`; name (`lightning/navigation`) → file. They win over base components of the
 * same name.
 */
export function platformModules(): Record<string, string> {
  return Object.fromEntries(
    FOLDERS.flatMap((folder) =>
      readdirSync(path.join(browserFolder, folder)).map((name) => [
        `${path.basename(folder)}/${name}`,
        path.join(browserFolder, folder, name, `${name}.js`)
      ])
    )
  );
}
