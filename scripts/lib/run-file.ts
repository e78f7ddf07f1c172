import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** `.local/run.json`: where everything listens, for every command that talks to the running system. */
export interface RunFile {
  /** Process that started everything; ending it ends all. */
  pid: number;
  startedAt: string;
  namespace: string;
  /** The page to look at. */
  pageUrl: string;
  localOrg: {
    url: string;
    pubSub: string;
    /** The same over TLS, with a certificate that signs itself. */
    pubSubTls: string;
    tlsCertificate: string;
    tokenFile: string;
    pid: number;
  };
  simulator: {
    url: string;
    clientId: string;
    secretFile: string;
    mailbox: string;
    companyId: string;
    cartographer: { user: string; passwordFile: string; solutionId: string };
    controlTokenFile: string;
    sftp: { host: string; port: number; user: string; passwordFile: string; hostKeySha256: string };
    pid: number;
  };
  middleware: { url: string; tokenFile: string; configFile: string; pid: number };
}

/** Writes the file whole or not at all: commands may read it at any moment. */
export function writeRunFile(file: string, content: Partial<RunFile>): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The pid of a system that runs with this file, or undefined when the file is stale or missing. */
export function runningPid(file: string): number | undefined {
  if (!existsSync(file)) {
    return undefined;
  }
  const { pid } = JSON.parse(readFileSync(file, 'utf8')) as Partial<RunFile>;
  if (pid === undefined) {
    return undefined;
  }
  try {
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}

export function removeRunFile(file: string): void {
  rmSync(file, { force: true });
}
