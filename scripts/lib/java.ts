import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { canInstall, installPackages } from './apt.ts';

const OLDEST = 11;

/** What to do when no Java can be had. */
export const JAVA_REMEDY =
  'Code Analyzer and apex-ls need Java 11 or newer: install it (Debian, Ubuntu: apt-get install default-jre-headless), or set JAVA_HOME.';

/** Major version in what `java -version` prints: 8 of `"1.8.0_402"`, 17 of `"17.0.15"`; undefined when there is none. */
export function javaVersion(text: string): number | undefined {
  const [, first, second] = /version "?(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  return first === undefined ? undefined : Number(first === '1' ? second : first);
}

/** A Java on this machine that is new enough: JAVA_HOME's, else the one on the path; undefined when there is none. */
export function findJava(): string | undefined {
  const home = process.env['JAVA_HOME'];
  const candidates = [...(home === undefined || home === '' ? [] : [path.join(home, 'bin', 'java')]), 'java'];
  return candidates.find((command) => {
    // Java prints its version to standard error.
    const { stderr } = spawnSync(command, ['-version'], { encoding: 'utf8' });
    return (javaVersion(stderr) ?? 0) >= OLDEST;
  });
}

/** Finds Java, or installs the distribution's where that can be done without asking. */
export function ensureJava(report: (text: string) => void): string | undefined {
  const found = findJava();
  if (found !== undefined || !canInstall()) {
    return found;
  }
  report('Installing Java from the distribution; this takes a minute, once.');
  installPackages(['default-jre-headless']);
  return findJava();
}
