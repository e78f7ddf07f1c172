import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { executeAnonymous } from '../apex/anonymous.ts';
import { loadProject } from '../metadata/load-project.ts';
import type { ExecOptions } from './options.ts';
import { projectRoot } from './project.ts';

const STANDARD_INPUT = 0;

/** Runs the Apex of a file, prints its log and what came of it, and sets the exit code. */
export function runAnonymous(file: string, options: ExecOptions, command: Command): void {
  const project = loadProject(projectRoot(options, command), { namespace: options.namespace });
  const result = executeAnonymous(sourceOf(file, command), project, (line) => {
    if (!options.json) console.log(`DEBUG|${line}`);
  });
  if (options.json) console.log(JSON.stringify(result, null, 2));
  else if (!result.compiled) console.error(`line ${result.line}:${result.column}: ${result.compileProblem ?? ''}`);
  else if (!result.success) console.error(`${result.exceptionMessage ?? ''}\n${result.exceptionStackTrace ?? ''}`);
  process.exitCode = result.success ? 0 : 1;
}

function sourceOf(file: string, command: Command): string {
  try {
    return readFileSync(file === '-' ? STANDARD_INPUT : file, 'utf8');
  } catch (error) {
    command.error(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`, { exitCode: 2 });
  }
}
