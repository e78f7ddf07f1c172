import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Installs what a folder's own package.json asks for, where that has not been done or not of this lock file. Heavy
 * tools stand apart from the workspace in this way, and are installed by the scripts that need them.
 *
 * @param announce called before the installation, and only then
 * @throws Error when npm fails
 */
export async function installFolder(folder: string, announce: () => void): Promise<void> {
  // npm writes this file when it is done, so that a broken installation is not taken for a whole one.
  const installed = path.join(folder, 'node_modules', '.package-lock.json');
  const lock = path.join(folder, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  announce();
  const child = spawn('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve)
  );
  if (code !== 0) throw new Error(`npm ci in ${folder} ended with ${String(code)}`);
}
