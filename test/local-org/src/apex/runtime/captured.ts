/** An e-mail that Apex sent, kept where a person can look at it. */
export interface CapturedEmail {
  kind: 'email';
  to: string[];
  subject: string;
  /** Plain text, or the HTML where there is no plain text. */
  body: string;
  html: boolean;
  /** ISO time of the commit. */
  at: string;
}

/** A custom notification. */
export interface CapturedNotification {
  kind: 'notification';
  /** Ids of users, groups or queues. */
  recipients: string[];
  title: string;
  body: string;
  /** The record that it leads to. */
  targetId: string | null;
  at: string;
}

/** One message, of either kind. */
export type Captured = CapturedEmail | CapturedNotification;
