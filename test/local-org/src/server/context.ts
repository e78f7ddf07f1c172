import type { ApexRuntime } from '../apex/host.ts';
import type { LocalOrg } from '../platform/open-org.ts';
import { Sessions } from './oauth/sessions.ts';
import type { OrgHost } from './org-host.ts';
import { UsageCounters } from './usage.ts';

/** What the HTTP and gRPC servers share. */
export class ServerContext {
  readonly host: OrgHost;
  readonly sessions: Sessions;
  readonly usage: UsageCounters;

  constructor(host: OrgHost) {
    this.host = host;
    this.sessions = new Sessions(host.org.organizationId);
    this.usage = new UsageCounters(() => host.org.clock.now());
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
