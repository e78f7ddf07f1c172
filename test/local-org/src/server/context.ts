import type { ApexRuntime } from '../apex/host.ts';
import type { LocalOrg } from '../platform/open-org.ts';
import { Deployments } from './metadata/deployments.ts';
import { Sessions } from './oauth/sessions.ts';
import type { OrgHost } from './org-host.ts';
import { TestRuns } from './tooling/test-runs.ts';
import { ToolingStore } from './tooling/tooling-store.ts';
import { UsageCounters } from './usage.ts';

/** What the HTTP and gRPC servers share. */
export class ServerContext {
  readonly host: OrgHost;
  readonly sessions: Sessions;
  readonly usage: UsageCounters;
  readonly tooling: ToolingStore;
  readonly testRuns: TestRuns;
  readonly deployments: Deployments;

  constructor(host: OrgHost) {
    this.host = host;
    this.sessions = new Sessions(host.org.organizationId);
    this.usage = new UsageCounters(() => host.org.clock.now());
    this.tooling = new ToolingStore(() => host.org.clock.now());
    this.testRuns = new TestRuns(this, this.tooling);
    this.deployments = new Deployments(this);
  }

  /** Where clients shall call: where they asked, unless the org has moved. */
  instanceUrl(askedAt: string): string {
    return askedAt;
  }

  /** Ask for it at every call: a deployment replaces it. */
  get org(): LocalOrg {
    return this.host.org;
  }

  get apex(): ApexRuntime | undefined {
    return this.host.apex;
  }
}
