import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * Installs Debian packages where that can be done without asking: as root, or by sudo without a password.
 *
 * @returns whether they are installed; false on a system without apt, too
 */
export function installPackages(packages: readonly string[]): boolean {
  if (!canInstall()) {
    return false;
  }
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  for (const step of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages]
  ]) {
    const [command = 'apt-get', ...rest] = [...prefix, 'apt-get', ...step];
    try {
      execFileSync(command, rest, {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
      });
    } catch {
      return false;
    }
  }
  return true;
}

/** Whether {@link installPackages} may install anything here. */
export function canInstall(): boolean {
  return existsSync('/usr/bin/apt-get') && (process.getuid?.() === 0 || spawnSync('sudo', ['-n', 'true']).status === 0);
}
