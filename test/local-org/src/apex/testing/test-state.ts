import type { Job, ScheduledJob } from '../platform/jobs.ts';
import type { ApexObject } from '../runtime/values/objects.ts';
import type { GovernorLimits } from '../runtime/limits.ts';

/** What a running test method knows of `startTest` and `stopTest`. */
export interface TestState {
  /** Limits of the part outside startTest and stopTest. */
  outer: GovernorLimits | null;
  /** Whether that part has saved something: `startTest` allows callouts nevertheless. */
  outerUncommitted: boolean;
  started: boolean;
  stopped: boolean;
  /** Answers callouts, when set. */
  mock: ApexObject | null;
  /** `@IsTest(SeeAllData=true)` on the method or its class. */
  seesAllData: boolean;
  /** The ids that a search may find. */
  searchResults: string[];
  /** Events that wait for delivery, by call, with who wants to know of it. */
  published: { replayIds: number[]; uuids: string[]; callback: ApexObject | null }[];
  /** What `System.schedule` waits with. */
  scheduled: ScheduledJob[];
  /** Jobs that event triggers queued. */
  jobs: Job[];
}
