import { randomBytes, timingSafeEqual } from 'node:crypto';

/** A client that may ask for tokens: by a signed JWT for any user, or by its secret for its one running user. */
export interface Consumer {
  clientId: string;
  /** PEM of the certificate (X.509) or public key (SPKI) that its JWTs are signed for. */
  publicKey?: string;
  clientSecret?: string;
  /** User name that the client-credentials flow runs as. */
  runAsUsername?: string;
}

export interface Session {
  token: string;
  userId: string;
  /** Epoch milliseconds. */
  expires: number;
}

/** Lifetime of a token; Salesforce's default is two hours. */
const LIFETIME = 2 * 3_600_000;

/** Consumers and the tokens given out. Tokens live in memory: after a restart clients log in again. */
export class Sessions {
  private readonly consumers = new Map<string, Consumer>();
  private readonly sessions = new Map<string, Session>();
  private readonly organizationId: string;
  private readonly now: () => number;

  constructor(organizationId: string, now: () => number = Date.now) {
    this.organizationId = organizationId;
    this.now = now;
  }

  register(consumer: Consumer): void {
    this.consumers.set(consumer.clientId, consumer);
  }

  consumer(clientId: string): Consumer | undefined {
    return this.consumers.get(clientId);
  }

  /** The consumer whose secret this is; compares in constant time. */
  authenticate(clientId: string, secret: string): Consumer | undefined {
    const consumer = this.consumers.get(clientId);
    const known = Buffer.from(consumer?.clientSecret ?? '');
    const given = Buffer.from(secret);
    const same = known.length > 0 && known.length === given.length && timingSafeEqual(known, given);
    return same ? consumer : undefined;
  }

  /** A fresh token for the user. */
  create(userId: string, lifetime: number = LIFETIME): Session {
    const token = `${this.organizationId.slice(0, 15)}!${randomBytes(48).toString('base64url')}`;
    const session = { token, userId, expires: this.now() + lifetime };
    this.sessions.set(token, session);
    return session;
  }

  /** The session of a token that is valid now. */
  find(token: string): Session | undefined {
    const session = this.sessions.get(token);
    if (session === undefined || session.expires > this.now()) return session;
    this.sessions.delete(token);
    return undefined;
  }

  revoke(token: string): void {
    this.sessions.delete(token);
  }
}
