import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { lwc } from './lwc-plugin.ts';
import { rollup, type Plugin, type RollupLog } from 'rollup';
import { browserFolder, platformModules } from './platform-modules.ts';
import { salesforceModules, type ComponentContext } from './salesforce-modules.ts';
import type { VendorBuild } from './vendor-build.ts';

const REGISTRY = 'local-org/components';

/** What the pages load, besides the vendor build. */
export interface AppBuild {
  folder: string;
  /** Import map of the pages: module name → address. */
  imports: Record<string, string>;
}

/**
 * Compiles the project's components, the page shell and the platform modules. Takes about half a second.
 *
 * @throws Error naming file and place when a component does not compile
 */
export async function buildApp(context: ComponentContext, vendor: VendorBuild, folder: string): Promise<AppBuild> {
  mkdirSync(folder, { recursive: true });
  const platform = platformModules();
  const build = await rollup({
    input: { main: path.join(browserFolder, 'main.js'), ...prefixed(platform) },
    preserveEntrySignatures: 'allow-extension',
    external: (id) => id in vendor.modules,
    onwarn: failOnMissing,
    plugins: [
      registry([...context.lwcDirectories.keys()]),
      salesforceModules(context),
      lwc({
        rootDir: browserFolder,
        modules: [],
        defaultModules: [],
        exclude: [/^\0/, '**/browser/runtime/**', '**/browser/main.js'],
        enableDynamicComponents: true
      })
    ]
  });
  await build.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js'
  });
  await build.close();
  const imports = {
    ...Object.fromEntries(Object.entries(vendor.modules).map(([name, file]) => [name, `/ui/vendor/${file}`])),
    ...Object.fromEntries(Object.keys(platform).map((name) => [name, `/ui/app/platform/${name}.js`]))
  };
  writeFileSync(path.join(folder, 'importmap.json'), JSON.stringify({ imports }));
  return { folder, imports };
}

/** Platform modules become files of their own, so that vendor code that imports them gets the same instance. */
function prefixed(modules: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(modules).map(([name, file]) => [`platform/${name}`, file]));
}

/** A module that loads any of the project's components by name, when a page asks for it. */
function registry(names: string[]): Plugin {
  return {
    name: 'component-registry',
    resolveId: (id) => (id === REGISTRY ? `\0${REGISTRY}.js` : null),
    load(id) {
      if (id !== `\0${REGISTRY}.js`) {
        return null;
      }
      const loaders = names.map((name) => `${JSON.stringify(name)}: () => import('c/${name}')`);
      return `export default { ${loaders.join(',\n')} };`;
    }
  };
}

function failOnMissing(warning: RollupLog): void {
  if (warning.code === 'UNRESOLVED_IMPORT') {
    throw new Error(`not emulated: the module ${String(warning.exporter)}, which ${String(warning.id)} imports`);
  }
}
