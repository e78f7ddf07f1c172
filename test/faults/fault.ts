import type { Stage, StageOptions } from './stage.ts';

/** Something that goes wrong, and how it ends. What was sent and asked must be done when `provoke` comes back. */
export interface Fault extends StageOptions {
  /** In a few words, for the table. */
  title: string;
  /** It must have ended within so many seconds, or counts as failed. */
  limit?: number;
  provoke(stage: Stage): Promise<void>;
}

export const seconds = (count: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, count * 1000));
