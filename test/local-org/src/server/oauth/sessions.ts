import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

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
  /** The consumer that asked for it; undefined where a user logged in by password, or the org gave it itself. */
  clientId?: string;
  /** Epoch milliseconds. */
  issued: number;
  /** Epoch milliseconds; use puts it off. */
  expires: number;
  /** Milliseconds without use after which it ends. */
  lifetime: number;
}

export interface RefreshToken {
  token: string;
  userId: string;
  clientId: string;
}

/** Salesforce's default: two hours without use. */
const LIFETIME = 2 * 3_600_000;
const SALT = randomBytes(16);

const hash = (password: string): Buffer => scryptSync(password, SALT, 32, { N: 1024 });

/** Consumers, passwords, and the tokens given out. All of it lives in memory: after a restart clients log in again. */
export class Sessions {
  private readonly consumers = new Map<string, Consumer>();
  private readonly sessions = new Map<string, Session>();
  private readonly refreshTokens = new Map<string, RefreshToken>();
  private readonly passwords = new Map<string, Buffer>();
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

  setPassword(userId: string, password: string): void {
    this.passwords.set(userId, hash(password));
  }

  hasPassword(userId: string): boolean {
    return this.passwords.has(userId);
  }

  isPassword(userId: string, password: string): boolean {
    const known = this.passwords.get(userId);
    return known !== undefined && timingSafeEqual(known, hash(password));
  }

  /** A fresh token for the user. */
  create(userId: string, options: { lifetime?: number; clientId?: string } = {}): Session {
    const token = `${this.organizationId.slice(0, 15)}!${randomBytes(48).toString('base64url')}`;
    const { lifetime = LIFETIME, ...client } = options;
    const issued = this.now();
    const session = { token, userId, issued, expires: issued + lifetime, lifetime, ...client };
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

  /** As {@link find}; a session that is used lives on. */
  use(token: string): Session | undefined {
    const session = this.find(token);
    if (session !== undefined) session.expires = Math.max(session.expires, this.now() + session.lifetime);
    return session;
  }

  /** A token that gets new access tokens, for consumers that act for a user who is not there. */
  createRefreshToken(userId: string, clientId: string): RefreshToken {
    const refresh = { token: `5Aep${randomBytes(48).toString('base64url')}`, userId, clientId };
    this.refreshTokens.set(refresh.token, refresh);
    return refresh;
  }

  findRefreshToken(token: string): RefreshToken | undefined {
    return this.refreshTokens.get(token);
  }

  /** Ends an access token, or a refresh token with the access tokens of its user and client. False when it was none. */
  revoke(token: string): boolean {
    const refresh = this.refreshTokens.get(token);
    if (refresh === undefined) return this.sessions.delete(token);
    this.refreshTokens.delete(token);
    for (const session of [...this.sessions.values()]) {
      if (session.userId === refresh.userId && session.clientId === refresh.clientId)
        this.sessions.delete(session.token);
    }
    return true;
  }

  /** Ends all access tokens, or those of one user; returns how many. */
  expireAll(userId?: string): number {
    const ended = [...this.sessions.values()].filter((session) => userId === undefined || session.userId === userId);
    for (const session of ended) this.sessions.delete(session.token);
    return ended.length;
  }
}
