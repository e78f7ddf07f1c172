import type { ApexRuntime } from '../apex/host.ts';
import type { LocalOrg } from '../platform/open-org.ts';
import { Faults } from './faults/faults.ts';
import { Deployments } from './metadata/deployments.ts';
import type { MovableClock } from './movable-clock.ts';
import { Sessions } from './oauth/sessions.ts';
import type { OrgHost } from './org-host.ts';
import { Streams } from './pubsub/streams.ts';
import { TestRuns } from './tooling/test-runs.ts';
import { ToolingStore } from './tooling/tooling-store.ts';
import { UsageCounters } from './usage.ts';

/** How a port that the org has left answers, and where the org is now. */
export interface Move {
  url: string;
  answer: 'unauthorized' | 'redirect';
}

/** What the HTTP and gRPC servers share. */
export class ServerContext {
  readonly host: OrgHost;
  /** Absent where the org was opened with a clock that nobody can move. */
  readonly clock: MovableClock | undefined;
  readonly sessions: Sessions;
  readonly usage: UsageCounters;
  readonly tooling: ToolingStore;
  readonly testRuns: TestRuns;
  readonly deployments: Deployments;
  readonly faults = new Faults();
  readonly streams = new Streams();
  /** Opens another port for the org; set by the HTTP server. */
  openPort: (() => Promise<{ port: number; url: string }>) | undefined;
  private readonly left = new Map<number, Move['answer']>();
  private current: { port: number; url: string } | undefined;

  constructor(host: OrgHost, clock?: MovableClock) {
    const now = (): number => host.org.clock.now();
    this.host = host;
    this.clock = clock;
    this.sessions = new Sessions(host.org.organizationId, now);
    this.usage = new UsageCounters(now);
    this.tooling = new ToolingStore(now);
    this.testRuns = new TestRuns(this, this.tooling);
    this.deployments = new Deployments(this);
  }

  /** Ask for it at every call: a deployment replaces it. */
  get org(): LocalOrg {
    return this.host.org;
  }

  get apex(): ApexRuntime | undefined {
    return this.host.apex;
  }

  /** Where clients shall call: where they asked, unless the org has moved away from there. */
  instanceUrl(askedAt: string): string {
    const port = Number(new URL(askedAt).port);
    return this.movedFrom(port)?.url ?? askedAt;
  }

  /** The org's move away from a port; undefined where the org is. */
  movedFrom(port: number): Move | undefined {
    const answer = this.left.get(port);
    return answer === undefined || this.current === undefined ? undefined : { url: this.current.url, answer };
  }

  /** Tells where the org is served. */
  servedAt(place: { port: number; url: string }): void {
    this.current = place;
  }

  /** Moves the org to another port; all tokens end. Returns the new URL. */
  async move(answer: Move['answer']): Promise<string> {
    if (this.openPort === undefined || this.current === undefined) throw new Error('the org is not served by HTTP');
    this.left.set(this.current.port, answer);
    this.current = await this.openPort();
    this.sessions.expireAll();
    return this.current.url;
  }
}
