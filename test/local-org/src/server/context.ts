import type { LocalOrg } from '../platform/open-org.ts';
import type { UsageCounters } from './usage.ts';
import type { Sessions } from './sessions.ts';

/** What the HTTP and gRPC servers share. */
export interface ServerContext {
  org: LocalOrg;
  sessions: Sessions;
  usage: UsageCounters;
}
