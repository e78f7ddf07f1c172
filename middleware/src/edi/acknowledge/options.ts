/** How an acknowledgement is written. */
export interface AcknowledgeOptions {
  /** Control number of the acknowledgement's interchange and group; the following interchange takes the next one. */
  controlNumber: string;
  at: Date;
  /** Whether every set and fault is told, or the verdict on groups alone. */
  detail: boolean;
}
