import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compile } from '../../apex/compile.ts';
import { createApexRuntime } from '../../apex/host.ts';
import { loadProject } from '../../metadata/load-project.ts';
import { openTestOrg } from '../../platform/testing/test-org.ts';
import { TestContext } from '../testing.ts';

const SFDX_PROJECT = JSON.stringify({ packageDirectories: [{ path: 'source', default: true }] });

/** A project on the disk with these files (below its package directory), until it is removed. */
export class TemporaryProject {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'local-org-project-'));

  constructor(files: Record<string, string> = {}) {
    writeFileSync(path.join(this.folder, 'sfdx-project.json'), SFDX_PROJECT);
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(this.folder, 'source', name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }

  /** Opens an org with this project and its Apex. */
  open(namespace = ''): TestContext {
    const project = loadProject(this.folder, { namespace });
    const compiled = compile(project.apex, project.schema, { labels: project.labels, namespace });
    if ('errors' in compiled) throw new Error(JSON.stringify(compiled.errors));
    const t = openTestOrg({ project });
    return new TestContext(t, createApexRuntime(compiled.program, t.org));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
