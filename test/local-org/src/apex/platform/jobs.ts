/** Work that waits for the end of its transaction. */
export interface Job {
  /** Id of its AsyncApexJob. */
  id: string;
  name: string;
  kind: 'queueable' | 'future' | 'batch' | 'scheduled';
  userId: string;
  run: () => void;
  /** How many queueables led to this one, itself included, and how many may. */
  depth?: number;
  maximumDepth?: number;
  /** Minutes that it was to wait for; jobs run as soon as they may here. */
  delay?: number;
  /** Runs after the job, in a transaction of its own, whatever came of it; queueables may attach one. */
  finalizer?: (outcome: { error: unknown }) => void;
}

/** A class that runs at the times of its cron expression. */
export interface ScheduledJob {
  /** Id of its CronTrigger. */
  id: string;
  name: string;
  cron: string;
  userId: string;
  run: () => void;
}
