import path from 'node:path';
import { compileLeniently, isNotEmulated } from '../../apex/compile.ts';
import type { ApexProgram } from '../../apex/compile.ts';
import { loadProject } from '../../metadata/load-project.ts';
import type { Project } from '../../metadata/project.ts';
import { MetadataError } from '../../metadata/xml.ts';
import type { Component } from './components.ts';
import { failure, type DeployMessage } from './deploy-result.ts';
import { Workspace } from './workspace.ts';
import type { Change } from './workspace.ts';

/** A component to delete. */
export interface Removal {
  type: string;
  fullName: string;
  /** The manifest that names it. */
  fileName: string;
}

/** Components by the files of the workspace that they were written to. */
interface Problem {
  file: string;
  message: string;
  line?: number;
  column?: number;
}

/** A state of the project that loads and compiles, and what its components became; or only the latter. */
export interface Staged {
  workspace: Workspace;
  project?: Project;
  program?: ApexProgram;
  messages: DeployMessage[];
}

function load(
  workspace: Workspace,
  namespace: string
): { project?: Project; program?: ApexProgram; problems: Problem[] } {
  try {
    const project = loadProject(workspace.root, { namespace });
    const { program, errors } = compileLeniently(project.apex, project.schema, { labels: project.labels, namespace });
    // What the local org does not emulate is no mistake of whoever deploys it: it throws when it is reached.
    const problems = [...project.problems, ...errors.filter((error) => !isNotEmulated(error))];
    return { project, program, problems };
  } catch (error) {
    if (!(error instanceof MetadataError)) throw error;
    const message = error.message.replace(`${error.file}: `, '');
    return { problems: [{ file: error.file, message }] };
  }
}

/** The component that a file of the workspace belongs to. */
function owner(file: string, components: readonly Component[]): Component | undefined {
  const posix = file.split(path.sep).join('/');
  const name = path.posix.basename(posix).replace(/-meta\.xml$/, '');
  return components.find((component) =>
    component.files.some(({ path: own }) => {
      if (own.startsWith('objects/')) return posix.endsWith(`/${own.split('/').slice(1).join('/')}`);
      return path.posix.basename(own).replace(/-meta\.xml$/, '') === name;
    })
  );
}

/** Names an undeployed file by what it is in the org. */
function foreignMessage(problem: Problem, created: string): DeployMessage {
  const base = path.basename(problem.file).replace(/-meta\.xml$/, '');
  const type = base.endsWith('.cls') ? 'ApexClass' : base.endsWith('.trigger') ? 'ApexTrigger' : '';
  const fullName = base.replace(/\.\w+$/, '');
  return failure({ type, fullName, fileName: base }, problem, created);
}

const success = (component: Component, change: Change, createdDate: string): DeployMessage => ({
  componentType: component.type,
  fullName: component.fullName,
  fileName: component.fileName,
  success: true,
  changed: change.changed,
  created: change.created,
  deleted: false,
  createdDate
});

const removed = (removal: Removal, found: boolean, createdDate: string): DeployMessage => ({
  componentType: removal.type,
  fullName: removal.fullName,
  fileName: removal.fileName,
  success: true,
  changed: found,
  created: false,
  deleted: found,
  createdDate,
  ...(found ? {} : { problem: `No ${removal.type} named: ${removal.fullName} found`, problemType: 'Warning' as const })
});

/**
 * Writes components into a copy of the project, and loads and compiles it. Without `rollbackOnError`, components with
 * errors are left out and the others are tried again.
 */
export function stage(
  from: Project,
  components: readonly Component[],
  removals: readonly Removal[],
  options: { rollbackOnError: boolean; now: string }
): Staged {
  const failures: DeployMessage[] = [];
  let wanted = [...components];
  for (;;) {
    const workspace = Workspace.copyOf(from.root);
    const gone = removals.map((removal) =>
      removed(removal, workspace.remove(removal.type, removal.fullName), options.now)
    );
    const done = wanted.map((component) => success(component, workspace.write(component), options.now));
    const { project, program, problems } = load(workspace, from.namespace);
    if (problems.length === 0 && project !== undefined && program !== undefined) {
      return { workspace, project, program, messages: [...failures, ...done, ...gone] };
    }
    const owned = problems.map((problem) => ({ problem, component: owner(problem.file, wanted) }));
    const bad = new Set(owned.flatMap(({ component }) => (component === undefined ? [] : [component])));
    failures.push(
      ...owned.map(({ problem, component }) =>
        component === undefined ? foreignMessage(problem, options.now) : failure(component, problem, options.now)
      )
    );
    if (options.rollbackOnError || bad.size === 0) {
      const good = done.filter((_, i) => !bad.has(wanted[i] as Component));
      return { workspace, messages: [...failures, ...good, ...gone] };
    }
    workspace.dispose();
    wanted = wanted.filter((component) => !bad.has(component));
  }
}
