import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import type { CachePartition, StaticResourceMetadata } from './project.ts';
import { withSuffix, type ProjectFiles } from './project-files.ts';
import { readMetadata } from './xml.ts';

const META = '.resource-meta.xml';

/** Static resources: one file of any ending beside its meta file, or a folder that is deployed as a zip. */
export function loadStaticResources(files: ProjectFiles): StaticResourceMetadata[] {
  return withSuffix(files, META).map(({ name, file }) => {
    const meta = readMetadata(file, 'StaticResource');
    const folder = path.dirname(file);
    const beside = readdirSync(folder).find((one) => one !== path.basename(file) && path.parse(one).name === name);
    const direct = path.join(folder, name);
    const content = existsSync(direct) ? direct : beside === undefined ? undefined : path.join(folder, beside);
    return {
      name,
      contentType: meta.required('contentType'),
      description: meta.text('description') ?? null,
      body: () => (content === undefined ? Buffer.alloc(0) : bodyOf(content))
    };
  });
}

function bodyOf(content: string): Buffer {
  return statSync(content).isDirectory() ? Buffer.from(zipSync(entries(content))) : readFileSync(content);
}

function entries(folder: string): Zippable {
  return Object.fromEntries(
    readdirSync(folder, { withFileTypes: true }).map((entry) => {
      const full = path.join(folder, entry.name);
      return [entry.name, entry.isDirectory() ? entries(full) : new Uint8Array(readFileSync(full))];
    })
  );
}

/** Partitions of the platform cache. */
export function loadCachePartitions(files: ProjectFiles): CachePartition[] {
  return withSuffix(files, '.cachePartition-meta.xml').map(({ name, file }) => {
    const meta = readMetadata(file, 'PlatformCachePartition');
    return {
      name,
      label: meta.text('masterLabel') ?? name,
      isDefault: meta.text('isDefaultPartition') === 'true'
    };
  });
}
