import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import express, { type Router } from 'express';
import { compile } from '../apex/compile.ts';
import { createApexRuntime, type ApexRuntime } from '../apex/host.ts';
import { loadProject } from '../metadata/load-project.ts';
import { openOrg, type LocalOrg } from '../platform/open-org.ts';
import { certificateIn } from '../server/pubsub/certificate.ts';
import { startPubSub } from '../server/pubsub/start-pubsub.ts';
import { ServerContext } from '../server/context.ts';
import { MovableClock } from '../server/movable-clock.ts';
import { OrgHost } from '../server/org-host.ts';
import { pageApi } from '../server/ui-api/page-api.ts';
import { startServer } from '../server/start-server.ts';
import { buildApp } from '../ui/app-build.ts';
import { pageUsers } from '../ui/page-users.ts';
import { pageServer, pageUserId } from '../ui/page-server.ts';
import { buildVendor } from '../ui/vendor-build.ts';
import type { StartOptions } from './options.ts';

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
  const clock = new MovableClock();
  const org = openOrg({ project, file: options.data, clock });
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
  let builds = 0;
  const pagesOf = async (current: LocalOrg, runtime: ApexRuntime): Promise<Router> => {
    builds += 1;
    const app = await buildApp(current.project, vendor, path.join(appFolder, String(builds)));
    return pageServer({
      org: current,
      project: current.project,
      vendor,
      app,
      invokeAura: (call) => runtime.invokeAura(call),
      users: pageUsers(current, options.pageUser)
    });
  };
  const context = new ServerContext(new OrgHost(org, apex), clock);
  const { sessions } = context;
  for (const { clientId, publicKeyFile } of options.consumer) {
    sessions.register({ clientId, publicKey: readFileSync(publicKeyFile, 'utf8') });
  }
  let pages = await pagesOf(org, apex);
  const router = express.Router().use((request, response, next) => pages(request, response, next));
  context.host.onReplaced(() => {
    const rebuilt = pagesOf(context.org, context.apex ?? apex).then((next) => {
      pages = next;
    });
    rebuilt.catch((error: unknown) => console.error('the pages of the deployed project cannot be built:', error));
  });
  const components = pageApi(context, (request) => pageUserId(request, pageUsers(context.org, options.pageUser)));
  const server = await startServer({ context, port: options.port, routers: [router, components] });
  const pubSub = await startPubSub({
    context,
    port: options.pubsubPort,
    tls: { port: options.pubsubTlsPort, ...certificateIn(options.tlsCertificate) }
  });
  writeFileSync(options.tokenFile, `${sessions.create(org.users.admin, { lifetime: TOKEN_LIFETIME }).token}\n`, {
    mode: 0o600
  });
  const ready = {
    ready: true,
    url: server.url,
    pubSub: pubSub.address,
    pubSubTls: pubSub.tlsAddress,
    tlsCertificate: path.resolve(options.tlsCertificate)
  };
  console.log(
    options.statusLines
      ? JSON.stringify(ready)
      : `Ready: ${ready.url} (Pub/Sub API at ${ready.pubSub}, over TLS at ${ready.pubSubTls ?? ''} with ${ready.tlsCertificate})`
  );

  const stop = async (): Promise<void> => {
    pubSub.close();
    await server.close();
    context.deployments.close();
    context.org.close();
    rmSync(appFolder, { recursive: true, force: true });
    process.exit(0);
  };
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());
}
