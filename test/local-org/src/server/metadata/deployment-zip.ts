import { unzipSync } from 'fflate';
import { readComponents } from './components.ts';
import type { Component } from './components.ts';
import { failure, type DeployMessage } from './deploy-result.ts';
import { readManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import type { Removal } from './staged-deploy.ts';

/** A deployment that cannot even begin. */
export class DeployRefused extends Error {
  readonly statusCode: string;

  constructor(statusCode: string, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

function unzip(zip: Buffer): Map<string, Buffer> {
  try {
    const entries = Object.entries(unzipSync(new Uint8Array(zip)));
    return new Map(entries.filter(([name]) => !name.endsWith('/')).map(([name, bytes]) => [name, Buffer.from(bytes)]));
  } catch (error) {
    throw new DeployRefused(
      'INVALID_FIELD',
      `the zip file cannot be read: ${error instanceof Error ? error.message : String(error)}`
    );
  }
}

/** What a zip holds, and what is wrong with it. */
export interface Contents {
  components: Component[];
  removals: Removal[];
  failures: DeployMessage[];
  manifestFile: string | undefined;
}

/** What a zip is to deploy. */
export function readZip(zip: Buffer, now: string): Contents {
  const files = unzip(zip);
  const find = (name: string): string | undefined =>
    [...files.keys()].find((file) => new RegExp(`(?:^|/)${name}$`, 'i').test(file));
  const manifestFile = find('package\\.xml');
  const sourceFormat = [...files.keys()].some((file) =>
    /(?:^|\/)sfdx-project\.json$|\.(?:object|field|permissionset|labels|tab)-meta\.xml$/.test(file)
  );
  if (manifestFile === undefined && !sourceFormat) throw new DeployRefused('INVALID_FIELD', 'No package.xml found');
  const { components, stray } = readComponents(files);
  const failures = stray.map(({ fileName, problem }) =>
    failure({ type: '', fullName: fileName, fileName }, { message: problem }, now)
  );
  const manifest = manifestFile === undefined ? undefined : parseManifest(files, manifestFile);
  if (manifestFile !== undefined && manifest !== undefined) {
    for (const missing of missingMembers(manifest, components)) {
      const problem = `An object '${missing.fullName}' of type ${missing.type} was named in ${manifestFile}, but was not found in zipped directory`;
      failures.push(failure({ ...missing, fileName: manifestFile }, { message: problem }, now));
    }
  }
  const removals = ['destructiveChangesPre', 'destructiveChanges', 'destructiveChangesPost'].flatMap((name) => {
    const file = find(`${name}\\.xml`);
    if (file === undefined) return [];
    return [...parseManifest(files, file).types].flatMap(([type, names]) =>
      [...names].map((fullName) => ({ type, fullName, fileName: file }))
    );
  });
  return { components, removals, failures, manifestFile };
}

function parseManifest(files: ReadonlyMap<string, Buffer>, file: string): Manifest {
  try {
    return readManifest(files.get(file)?.toString('utf8') ?? '');
  } catch (error) {
    throw new DeployRefused(
      'INVALID_FIELD',
      `Error parsing ${file}: ${error instanceof Error ? error.message : String(error)}`
    );
  }
}

function missingMembers(manifest: Manifest, components: readonly Component[]): { type: string; fullName: string }[] {
  const present = new Set(
    components.flatMap(({ type, fullName }) => [`${type} ${fullName}`, `${type} ${fullName.split('/')[0] ?? ''}`])
  );
  const objects = new Set(components.map(({ fullName }) => fullName.split('.')[0]));
  return [...manifest.types].flatMap(([type, names]) =>
    [...names]
      .filter((fullName) => fullName !== '*' && !present.has(`${type} ${fullName}`))
      // An object whose file holds nothing but its children, and the one file of all labels.
      .filter((fullName) => !(type === 'CustomObject' && objects.has(fullName)) && type !== 'CustomLabels')
      .map((fullName) => ({ type, fullName }))
  );
}
