import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { MetadataError } from './xml.ts';

/** The files of all package directories of an sfdx project. */
export interface ProjectFiles {
  root: string;
  /** Absolute paths: the package directories in their order, each sorted, so that loading is the same everywhere. */
  files: string[];
  /** Folders of Lightning web components by component name. */
  lwcDirectories: Map<string, string>;
}

interface ProjectJson {
  packageDirectories?: { path?: string }[];
}

const SKIPPED = new Set(['node_modules', '.git', '.sfdx', '.sf', '__tests__', '__mocks__']);

/** A folder without sfdx-project.json (metadata format, or bare classes) counts as one package directory. */
function packageDirectories(root: string): string[] {
  const file = path.join(root, 'sfdx-project.json');
  if (!existsSync(file)) {
    return [root];
  }
  let json: ProjectJson;
  try {
    json = JSON.parse(readFileSync(file, 'utf8')) as ProjectJson;
  } catch (error) {
    throw new MetadataError(file, 'sfdx-project.json', `is no JSON: ${String(error)}`);
  }
  const paths = (json.packageDirectories ?? []).map((entry) => entry.path ?? '');
  if (paths.length === 0 || paths.includes('')) {
    throw new MetadataError(file, 'packageDirectories', 'needs at least one entry, each with a path');
  }
  return paths.map((entry) => path.join(root, entry));
}

function walk(directory: string, found: ProjectFiles): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const full = path.join(directory, entry.name);
    if (entry.isDirectory()) {
      if (SKIPPED.has(entry.name)) continue;
      if (path.basename(directory) === 'lwc') found.lwcDirectories.set(entry.name, full);
      walk(full, found);
    } else found.files.push(full);
  }
}

const isMetadata = (file: string): boolean => file.endsWith('-meta.xml') || path.basename(file) === 'package.xml';

/** Walks all package directories at any depth; kinds of metadata are told apart by their suffixes, not by folders. */
export function findProjectFiles(projectDirectory: string): ProjectFiles {
  const root = path.resolve(projectDirectory);
  const found: ProjectFiles = { root, files: [], lwcDirectories: new Map() };
  const files: string[] = [];
  for (const directory of packageDirectories(root)) {
    if (existsSync(directory)) {
      walk(directory, found);
      files.push(...found.files.splice(0).sort());
    }
  }
  found.files = [...new Set(files)];
  if (!existsSync(path.join(root, 'sfdx-project.json')) && !found.files.some(isMetadata)) {
    throw new MetadataError(
      root,
      'sfdx-project.json',
      'does not exist, and no metadata; name the folder of an sfdx project'
    );
  }
  return found;
}

/** The files with a suffix, as pairs of the name before the suffix and the path. */
export function withSuffix(files: ProjectFiles, suffix: string): { name: string; file: string }[] {
  return files.files
    .filter((file) => file.endsWith(suffix))
    .map((file) => ({ name: path.basename(file).slice(0, -suffix.length), file }));
}
