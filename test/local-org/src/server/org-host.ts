import type { ApexProgram } from '../apex/compile.ts';
import type { ApexRuntime } from '../apex/host.ts';
import { createApexRuntime } from '../apex/host.ts';
import type { Project } from '../metadata/project.ts';
import type { LocalOrg } from '../platform/open-org.ts';

/** The org that the servers answer for. A deployment puts another one in its place, which keeps the data. */
export class OrgHost {
  private currentOrg: LocalOrg;
  private currentApex: ApexRuntime | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(org: LocalOrg, apex?: ApexRuntime) {
    this.currentOrg = org;
    this.currentApex = apex;
  }

  get org(): LocalOrg {
    return this.currentOrg;
  }

  /** Absent where an org was opened without its Apex, as some tests do. */
  get apex(): ApexRuntime | undefined {
    return this.currentApex;
  }

  /** Calls back after every deployment. Returns the function that ends it. */
  onReplaced(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** From now on the org is this project with this Apex, over the data that is there. */
  replace(project: Project, program: ApexProgram): void {
    const before = this.currentOrg;
    const autoDeliver = before.bus.autoDeliver;
    this.finish(before);
    this.currentOrg = before.reopen(project);
    this.currentApex = createApexRuntime(program, this.currentOrg);
    this.currentApex.autoRun = true;
    this.currentOrg.bus.autoDeliver = autoDeliver;
    for (const listener of [...this.listeners]) listener();
  }

  /** What waits in the old org is done by it: two orgs over one database would give the same ids twice. */
  private finish(before: LocalOrg): void {
    if (before.bus.autoDeliver) before.bus.deliverPending();
    before.bus.autoDeliver = false;
    if (this.currentApex === undefined) return;
    this.currentApex.autoRun = false;
    this.currentApex.runPendingJobs();
  }
}
