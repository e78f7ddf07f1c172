/** Work that waits for the end of its transaction. */
export interface Job {
  /** Id of its AsyncApexJob. */
  id: string;
  name: string;
  kind: 'queueable' | 'future' | 'batch' | 'scheduled';
  userId: string;
  run: () => void;
}
