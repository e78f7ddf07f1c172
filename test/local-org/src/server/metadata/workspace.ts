import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { metadataFile, rootChildren } from './components.ts';
import type { Component, SourceFile } from './components.ts';
import { childNamed, typeNamed } from './metadata-types.ts';

const SKIPPED = new Set(['node_modules', '.git', '.sfdx', '.sf']);
/** Where new components go. */
const DEPLOYED = 'deployed';

interface ProjectJson {
  packageDirectories?: { path?: string; default?: boolean }[];
}

/** What became of a component's files. */
export interface Change {
  created: boolean;
  changed: boolean;
}

/** The org's own copy of its project, which deployments change; the folder that it was started with stays as it is. */
export class Workspace {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  /** Copies the package directories of a project into a folder of its own. */
  static copyOf(projectRoot: string): Workspace {
    const root = mkdtempSync(path.join(tmpdir(), 'local-org-metadata-'));
    const json = JSON.parse(readFileSync(path.join(projectRoot, 'sfdx-project.json'), 'utf8')) as ProjectJson;
    const directories = (json.packageDirectories ?? []).map((entry) => path.normalize(entry.path ?? ''));
    const filter = (source: string): boolean => !SKIPPED.has(path.basename(source));
    for (const directory of directories) {
      const from = path.join(projectRoot, directory);
      if (existsSync(from)) cpSync(from, path.join(root, directory), { recursive: true, filter });
    }
    const all = directories.includes(DEPLOYED) ? directories : [...directories, DEPLOYED];
    mkdirSync(path.join(root, DEPLOYED), { recursive: true });
    const packageDirectories = all.map((directory) => ({ path: directory }));
    writeFileSync(path.join(root, 'sfdx-project.json'), JSON.stringify({ packageDirectories }));
    return new Workspace(root);
  }

  private files(): string[] {
    return readdirSync(this.root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
  }

  /** The org's file that a deployed one takes the place of: the same below its type's folder, or of the same name. */
  private existing(file: SourceFile, files: readonly string[]): string | undefined {
    const parts = file.path.split('/');
    const [directory = ''] = parts;
    const kept = ['objects', 'lwc', 'aura'].includes(directory) ? parts.slice(1) : parts.slice(-1);
    const ending = `${path.sep}${kept.join(path.sep)}`;
    const inside = `${path.sep}${directory}${path.sep}`;
    const found = files.filter((each) => each.endsWith(ending));
    return found.find((each) => each.includes(inside)) ?? (directory === 'objects' ? undefined : found[0]);
  }

  /** Writes a component. */
  write(component: Component): Change {
    if (component.type === 'CustomLabel') return this.writeLabel(component);
    const files = this.files();
    const before = component.files.map((file) => this.existing(file, files));
    if (component.type === 'LightningComponentBundle' || component.type === 'AuraDefinitionBundle') {
      return this.writeBundle(component, before);
    }
    let changed = false;
    for (const [i, file] of component.files.entries()) {
      const target = before[i] ?? path.join(this.root, DEPLOYED, 'main', 'default', ...file.path.split('/'));
      changed = put(target, file.content) || changed;
    }
    return { created: before.every((file) => file === undefined), changed };
  }

  /** A bundle is what was deployed and nothing else. */
  private writeBundle(component: Component, before: readonly (string | undefined)[]): Change {
    const old = before.find((file) => file !== undefined);
    const [directory = '', name = ''] = component.files[0]?.path.split('/') ?? [];
    const folder =
      old === undefined
        ? path.join(this.root, DEPLOYED, 'main', 'default', directory, name)
        : old.slice(0, old.lastIndexOf(`${path.sep}${name}${path.sep}`) + name.length + 1);
    const previous = new Map(
      old === undefined
        ? []
        : this.files()
            .filter((file) => file.startsWith(folder + path.sep))
            .map((file) => [file, readFileSync(file)])
    );
    rmSync(folder, { recursive: true, force: true });
    let changed = previous.size !== component.files.length;
    for (const file of component.files) {
      const target = path.join(folder, ...file.path.split('/').slice(2));
      put(target, file.content);
      changed ||= previous.get(target)?.equals(file.content) !== true;
    }
    return { created: old === undefined, changed };
  }

  private labelFiles(): string[] {
    return this.files().filter((file) => file.endsWith('.labels-meta.xml'));
  }

  private removeLabel(fullName: string): boolean {
    let removed = false;
    for (const file of this.labelFiles()) {
      const labels = rootChildren(readFileSync(file, 'utf8'), 'CustomLabels');
      const kept = labels.filter((label) => !JSON.stringify(label).includes(`"fullName":[{"#text":"${fullName}"}]`));
      if (kept.length === labels.length) continue;
      removed = true;
      writeFileSync(file, metadataFile('CustomLabels', kept));
    }
    return removed;
  }

  private writeLabel(component: Component): Change {
    const known = this.removeLabel(component.fullName);
    const file = path.join(this.root, DEPLOYED, 'main', 'default', 'labels', 'CustomLabels.labels-meta.xml');
    const others = existsSync(file) ? rootChildren(readFileSync(file, 'utf8'), 'CustomLabels') : [];
    const added = rootChildren(component.files[0]?.content.toString('utf8') ?? '', 'CustomLabels');
    put(file, metadataFile('CustomLabels', [...others, ...added]));
    return { created: !known, changed: true };
  }

  /** Deletes a component; false when the org has none of that name. */
  remove(type: string, fullName: string): boolean {
    if (type === 'CustomLabel') return this.removeLabel(fullName);
    const child = childNamed(type);
    if (child !== undefined) {
      const [object = '', name = ''] = fullName.split('.');
      return this.removeFiles(['objects', object, child.directory, `${name}.${child.suffix}-meta.xml`].join('/'));
    }
    const known = typeNamed(type);
    if (known === undefined) return false;
    if (known.suffix === undefined || type === 'CustomObject') return this.removeFolder(known.directory, fullName);
    const main = `${fullName}.${known.suffix}`;
    return known.metaFile === true
      ? [this.removeFiles(main), this.removeFiles(`${main}-meta.xml`)].some(Boolean)
      : this.removeFiles(`${main}-meta.xml`);
  }

  private removeFiles(ending: string): boolean {
    const suffix = path.sep + ending.split('/').join(path.sep);
    const found = this.files().filter((file) => file.endsWith(suffix));
    for (const file of found) rmSync(file);
    return found.length > 0;
  }

  private removeFolder(directory: string, name: string): boolean {
    const part = `${path.sep}${directory}${path.sep}${name}${path.sep}`;
    const folders = new Set(
      this.files()
        .filter((file) => file.includes(part))
        .map((file) => file.slice(0, file.indexOf(part) + part.length - 1))
    );
    for (const folder of folders) rmSync(folder, { recursive: true });
    return folders.size > 0;
  }

  /** Removes the folder. */
  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Writes a file where it differs; true when it did. */
function put(target: string, content: Buffer): boolean {
  if (existsSync(target) && readFileSync(target).equals(content)) return false;
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, content);
  return true;
}
