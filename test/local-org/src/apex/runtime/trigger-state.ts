import type { ObjectDescribe } from '../../schema/schema.ts';
import type { Savepoint, TriggerOperation, TriggerTiming } from '../../platform/org.ts';
import type { ApexList, ApexMap } from './values/collections.ts';

/** What `Trigger.*` shows while a trigger runs. */
export interface TriggerState {
  object: ObjectDescribe;
  timing: TriggerTiming;
  operation: TriggerOperation;
  newList: ApexList | null;
  oldList: ApexList | null;
  newMap: ApexMap | null;
  oldMap: ApexMap | null;
  size: number;
  /** Event triggers: the subscriber's state of this delivery. */
  event?: {
    retries: number;
    lastError: string;
    /** The replay id of the last checkpoint, and what was done until then. */
    checkpoint: number | null;
    savepoint?: Savepoint;
    /** Jobs queued until then. */
    jobs?: number;
    replayIds: Set<number>;
  };
}
