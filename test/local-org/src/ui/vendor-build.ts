import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import path from 'node:path';
import { lwc } from './lwc-plugin.ts';
import { rollup, type Plugin } from 'rollup';
import { browserFolder, platformModules } from './platform-modules.ts';

const componentsFolder = path.dirname(packageJson('lightning-base-components'));
const ENTRY = '\0vendor-entry:';
const I18N = '\0user-i18n:';

/** What the build of LWC and the base components left behind. */
export interface VendorBuild {
  folder: string;
  /** Module name → path below the folder. */
  modules: Record<string, string>;
}

/**
 * Builds `lwc`, synthetic shadow and every exposed base component to ES modules, once for each set of their versions:
 * this takes half a minute and is kept in the cache folder; a second start finds it there.
 *
 * @param cacheFolder where builds are kept
 * @param onBuild called when a build is really needed, so that the caller can tell people what takes so long
 */
export async function buildVendor(cacheFolder: string, onBuild: () => void = () => undefined): Promise<VendorBuild> {
  const folder = path.join(cacheFolder, `vendor-${fingerprint()}`);
  const manifest = path.join(folder, 'modules.json');
  if (!existsSync(manifest)) {
    onBuild();
    const unfinished = `${folder}.${process.pid}`;
    mkdirSync(unfinished, { recursive: true });
    await bundle(unfinished);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  }
  return { folder, modules: JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string> };
}

/** Changes with the versions of the libraries and with the build itself. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const name of ['lwc', 'lightning-base-components', '@lwc/rollup-plugin']) {
    hash.update(readFileSync(packageJson(name)));
  }
  hash.update(readFileSync(new URL(import.meta.url)));
  hash.update(Object.keys(platformModules()).join());
  return hash.digest('hex').slice(0, 16);
}

function packageJson(name: string): string {
  const file = findPackageJSON(name, import.meta.url);
  if (file === undefined) {
    throw new Error(`The package ${name} is not installed. Run npm ci.`);
  }
  return file;
}

async function bundle(folder: string): Promise<void> {
  const platform = platformModules();
  const manifest = JSON.parse(readFileSync(path.join(componentsFolder, 'package.json'), 'utf8')) as {
    lwc: { expose: string[] };
  };
  const names = ['lwc', '@lwc/synthetic-shadow', ...manifest.lwc.expose.filter((name) => !(name in platform))];
  const build = await rollup({
    input: Object.fromEntries(names.map((name) => [name, ENTRY + name])),
    external: (id) => id in platform,
    onwarn: () => undefined,
    plugins: [
      entries(),
      userSettings(),
      productionMode(),
      lwc({
        rootDir: browserFolder,
        modules: [{ npm: 'lightning-base-components' }],
        exclude: [/^\0/, '**/node_modules/@lwc/**'],
        enableDynamicComponents: true,
        enableSyntheticElementInternals: true
      })
    ]
  });
  await build.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    hoistTransitiveImports: false
  });
  await build.close();
  const modules = Object.fromEntries(names.map((name) => [name, `${name}.js`]));
  writeFileSync(path.join(folder, 'modules.json'), JSON.stringify(modules));
}

/** One entry per module that pages may import, resolved as if a file of the browser folder had asked for it. */
function entries(): Plugin {
  return {
    name: 'vendor-entries',
    resolveId(id, importer) {
      if (id.startsWith(ENTRY)) {
        return id;
      }
      return importer?.startsWith(ENTRY)
        ? this.resolve(id, path.join(browserFolder, 'main.js'), { skipSelf: true })
        : null;
    },
    load(id) {
      if (!id.startsWith(ENTRY)) {
        return null;
      }
      const name = id.slice(ENTRY.length);
      if (name === '@lwc/synthetic-shadow') {
        return `import '${name}';`;
      }
      return name === 'lwc'
        ? `export * from 'lwc';`
        : `export * from '${name}'; import * as all from '${name}'; export default all['default'];`;
    }
  };
}

/** Base components are built for Los Angeles and US English; the page's user decides instead, where it knows better. */
function userSettings(): Plugin {
  return {
    name: 'user-i18n',
    resolveId(id) {
      return id.startsWith('@salesforce/i18n/') ? I18N + id.slice('@salesforce/i18n/'.length) : null;
    },
    load(id) {
      if (!id.startsWith(I18N)) {
        return null;
      }
      const key = id.slice(I18N.length);
      const original = path.join(componentsFolder, 'scopedImports', `@salesforce-i18n-${key}.js`);
      return `import original from ${JSON.stringify(original)};
export default globalThis.$localOrg?.i18n?.[${JSON.stringify(key)}] ?? original;`;
    }
  };
}

function productionMode(): Plugin {
  return {
    name: 'production-mode',
    transform(code) {
      if (!code.includes('process.env.NODE_ENV') && !code.includes('import.meta.env.SSR')) {
        return null;
      }
      const replaced = code
        .replaceAll('process.env.NODE_ENV', '"production"')
        .replaceAll('import.meta.env.SSR', 'false');
      return { code: replaced, map: null };
    }
  };
}
