import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { compile } from '../apex/compile.ts';
import { createApexRuntime } from '../apex/host.ts';
import { loadProject } from '../metadata/load-project.ts';
import { openOrg } from '../platform/open-org.ts';
import { startPubSub } from '../server/pubsub/start-pubsub.ts';
import { ServerContext } from '../server/context.ts';
import { OrgHost } from '../server/org-host.ts';
import { startServer } from '../server/start-server.ts';
import { buildApp } from '../ui/app-build.ts';
import { pageUsers } from '../ui/page-users.ts';
import { pageServer } from '../ui/page-server.ts';
import { buildVendor } from '../ui/vendor-build.ts';
import path from 'node:path';
import type { StartOptions } from './start.ts';

/** The admin's token is for the commands of this machine: it lasts as long as the process. */
const TOKEN_LIFETIME = 365 * 24 * 3_600_000;

/** Deploys the project into an org, and serves its APIs and pages until the process is told to stop. */
export async function startOrg(options: StartOptions): Promise<void> {
  const report = (text: string): void => {
    console.log(options.statusLines ? JSON.stringify({ progress: text }) : text);
  };
  report('loading metadata');
  const project = loadProject(options.project, { namespace: options.namespace });
  for (const warning of project.warnings) {
    console.error(`warning: ${warning}`);
  }
  const org = openOrg({ project, file: options.data });
  report('compiling Apex');
  const compiled = compile(project.apex, project.schema, { labels: project.labels, namespace: options.namespace });
  if ('errors' in compiled) {
    for (const { file, line, column, message } of compiled.errors) {
      console.error(`${file}:${line}:${column}: ${message}`);
    }
    throw new Error(`${compiled.errors.length} compile errors; the org does not start`);
  }
  const apex = createApexRuntime(compiled.program, org);
  apex.autoRun = true;
  report('building pages');
  const vendor = await buildVendor(options.cache, () =>
    report('building the base components, once; this takes half a minute')
  );
  const appFolder = path.join(options.cache, `app-${process.pid}`);
  const app = await buildApp(project, vendor, appFolder);
  const context = new ServerContext(new OrgHost(org, apex));
  const { sessions } = context;
  for (const { clientId, publicKeyFile } of options.consumer) {
    sessions.register({ clientId, publicKey: readFileSync(publicKeyFile, 'utf8') });
  }
  const pages = pageServer({
    org,
    project,
    vendor,
    app,
    invokeAura: (call) => apex.invokeAura(call),
    users: pageUsers(org, options.pageUser)
  });
  const server = await startServer({ context, port: options.port, routers: [pages] });
  const pubSub = await startPubSub({ context, port: options.pubsubPort });
  writeFileSync(options.tokenFile, `${sessions.create(org.users.admin, { lifetime: TOKEN_LIFETIME }).token}\n`, {
    mode: 0o600
  });
  const ready = { ready: true, url: server.url, pubSub: pubSub.address };
  console.log(options.statusLines ? JSON.stringify(ready) : `Ready: ${ready.url} (Pub/Sub API at ${ready.pubSub})`);

  const stop = async (): Promise<void> => {
    pubSub.close();
    await server.close();
    org.close();
    rmSync(appFolder, { recursive: true, force: true });
    process.exit(0);
  };
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());
}
