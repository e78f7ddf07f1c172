import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'rollup';
import { namingFor } from '../metadata/namespace.ts';
import { browserFolder, platformModules } from './platform-modules.ts';

const SCOPED = '\0salesforce:';
const apexRuntime = JSON.stringify(path.join(browserFolder, 'runtime', 'apex.js'));

/** What the project gives to its components. */
export interface ComponentContext {
  /** Component name → folder. */
  lwcDirectories: ReadonlyMap<string, string>;
  /** Custom labels by lower-case name. */
  labels: ReadonlyMap<string, { name: string; value: string }>;
  /** '' for none. */
  namespace: string;
}

/**
 * Resolves what Lightning Web Components import and npm does not have: the project's own components (`c/x`, or by
 * namespace), the page's shell (`shell/x`), platform modules, and the scoped modules `@salesforce/apex`, `schema`,
 * `label`, `user`, `messageChannel` and `resourceUrl`
 * (https://developer.salesforce.com/docs/platform/lwc/guide/reference-salesforce-modules.html).
 */
export function salesforceModules(context: ComponentContext): Plugin {
  const platform = platformModules();
  return {
    name: 'salesforce-modules',
    resolveId(id, importer) {
      const [scope = '', name = ''] = id.split('/');
      if (scope === 'c' || (context.namespace !== '' && scope === context.namespace)) {
        const folder = context.lwcDirectories.get(name);
        return folder === undefined ? null : `${entryOf(folder, name)}?specifier=${id}`;
      }
      if (scope === 'shell' && id.split('/').length === 2) {
        return entryOf(path.join(browserFolder, 'shell', name), name);
      }
      if (id in platform) {
        return platform[id];
      }
      if (scope === 'lightning' && name !== '') {
        // Base components are outside of this build; LWC's own resolver would complain about its configuration instead.
        throw new Error(`not emulated: the module ${id}, which ${String(importer)} imports`);
      }
      return id.startsWith('@salesforce/') && importer?.includes('/node_modules/') !== true
        ? `${SCOPED}${id}.js`
        : null;
    },
    load(id) {
      return id.startsWith(SCOPED) ? scopedModule(id.slice(SCOPED.length, -'.js'.length), context) : null;
    }
  };
}

function entryOf(folder: string, name: string): string {
  for (const extension of ['js', 'ts', 'html', 'css']) {
    const file = path.join(folder, `${name}.${extension}`);
    if (existsSync(file)) {
      return file;
    }
  }
  throw new Error(`The component in ${folder} has no ${name}.js.`);
}

function scopedModule(id: string, context: ComponentContext): string {
  const [, kind = '', ...rest] = id.split('/');
  const name = rest.join('/');
  switch (kind) {
    case 'apex': {
      if (name === '') {
        return `export { refreshApex } from ${apexRuntime};
export const getSObjectValue = (record, field) => record[field.fieldApiName];`;
      }
      const [className, methodName] = name.split('.').slice(-2);
      return `import { apexMethod } from ${apexRuntime};
export default apexMethod(${JSON.stringify(className)}, ${JSON.stringify(methodName)});`;
    }
    case 'schema': {
      // Relationships of a path are custom names as well: `Account__r.Name`.
      const naming = namingFor(context.namespace);
      const [objectApiName, ...fields] = name.split('.').map((part) => naming.api(part));
      return exported(fields.length > 0 ? { objectApiName, fieldApiName: fields.join('.') } : { objectApiName });
    }
    case 'label': {
      const label = context.labels.get((name.split('.').at(-1) ?? '').toLowerCase());
      if (label === undefined) {
        throw new Error(`The custom label ${name} does not exist.`);
      }
      return exported(label.value);
    }
    case 'user':
      return `export default globalThis.$localOrg.user[${JSON.stringify(name)}];`;
    case 'i18n':
      return `export default globalThis.$localOrg.i18n[${JSON.stringify(name)}];`;
    case 'client':
      return exported('Large');
    case 'messageChannel':
      return exported(name);
    case 'resourceUrl':
      return exported(`/resource/${name}`);
    default:
      throw new Error(`not emulated: the module ${id}`);
  }
}

function exported(value: unknown): string {
  return `export default ${JSON.stringify(value)};`;
}
