import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import jsforce from 'jsforce';
import { startService, stopService, type Service } from '../../scripts/lib/child.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A local org by itself, without simulator and middleware. */
export interface RunningOrg {
  url: string;
  /** A connection as its administrator. */
  admin: jsforce.Connection;
  stop(): Promise<unknown>;
}

/**
 * Starts a local org of a project; its pages open as its administrator.
 *
 * @param project folder of the sfdx project
 * @param folder where it keeps its token and its log
 */
export async function startOrg(project: string, folder: string): Promise<RunningOrg> {
  const tokenFile = path.join(folder, 'token');
  const org: Service = await startService({
    name: 'local org',
    arguments: [
      path.join(root, 'test/local-org/src/cli/main.ts'),
      'start',
      '--project',
      project,
      '--cache',
      path.join(root, '.cache', 'local-org'),
      '--token-file',
      tokenFile,
      '--tls-certificate',
      path.join(folder, 'tls.pem'),
      '--status-lines'
    ],
    logFile: path.join(folder, 'local-org.log')
  });
  const url = String(org.status['url']);
  const accessToken = readFileSync(tokenFile, 'utf8').trim();
  const admin = new jsforce.Connection({ instanceUrl: url, accessToken, version: '67.0' });
  return { url, admin, stop: () => stopService(org) };
}
