import path from 'node:path';
import type { Command } from 'commander';
import { compileLeniently, type ApexProgram, type CompileError } from '../apex/compile.ts';
import { findProjectFiles } from '../metadata/project-files.ts';
import { loadProject } from '../metadata/load-project.ts';
import type { Project } from '../metadata/project.ts';
import type { ProjectOptions } from './options.ts';

/** The project's folder: with an sfdx-project.json, or with metadata in it. Ends the command with a usage error otherwise. */
export function projectRoot(options: ProjectOptions, command: Command): string {
  const root = path.resolve(options.project);
  try {
    findProjectFiles(root);
  } catch (error) {
    command.error(`${error instanceof Error ? error.message : String(error)} with --project.`, { exitCode: 2 });
  }
  return root;
}

/** Loads and compiles a project; what does not compile stands in `errors`. Ends the command with a usage error where there is none. */
export function openProject(
  options: ProjectOptions,
  command: Command
): { project: Project; program: ApexProgram; errors: CompileError[] } {
  const root = projectRoot(options, command);
  const project = loadProject(root, { namespace: options.namespace });
  const compiled = compileLeniently(project.apex, project.schema, {
    labels: project.labels,
    namespace: options.namespace
  });
  return { project, ...compiled, errors: [...project.problems, ...compiled.errors] };
}

/** `file:line:column: message`, one a line. */
export function printErrors(errors: readonly CompileError[]): void {
  for (const error of errors) {
    console.log(`${error.file}:${error.line}:${error.column}: ${error.message}`);
  }
}
