import type { OutboundMessage } from '../crm/port.ts';

/** What became of a request. */
export type ActionOutcome =
  | { state: 'done'; externalReference: string | null; result: unknown }
  /** Begun; to be asked about again. */
  | { state: 'in-progress'; externalReference: string | null; progress: unknown; waitSeconds: number; reason: string }
  /** Refused for good; a person must change something. */
  | { state: 'failed'; reason: string; result: unknown };

export interface ActionContext {
  message: OutboundMessage;
  payload: unknown;
  /** What the last attempt left; null for the first. */
  progress: unknown;
  /**
   * Whether an earlier attempt ended without anyone knowing whether it was taken. What was asked for must then be
   * looked up before it is asked for again.
   */
  uncertain: boolean;
  /** Writes down where the request is, before the next step begins. */
  save(progress: unknown): Promise<void>;
}

/**
 * Does one kind of request. It may be done again after a crash at any place, and must then have the same effect once:
 * the message's key names it to the other side.
 * @throws GridError transient or ambiguous, to be tried again
 */
export interface Action {
  perform(context: ActionContext): Promise<ActionOutcome>;
}

/** The other side could not be used, or its answer was lost. */
export class GridError extends Error {
  readonly failure: 'transient' | 'ambiguous' | 'permanent';
  readonly code: string;

  constructor(failure: GridError['failure'], code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
    this.code = code;
  }
}
