import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { GridClock } from '../state/clock.ts';
import type { Customer } from '../state/model.ts';

export function basicCredentials(request: Request): [string, string] {
  const encoded = /^Basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':');
  return [id, secret.join(':')];
}

export function same(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

interface Issued {
  expiresAt: number;
  mailbox: string;
}

/** Bearer tokens of customers. They live in memory: a grid that was restarted knows none of them. */
export class Tokens {
  readonly #clock: GridClock;
  readonly #seconds: number;
  readonly #issued = new Map<string, Issued>();

  constructor(clock: GridClock, seconds: number) {
    this.#clock = clock;
    this.#seconds = seconds;
  }

  issue({ mailbox }: Customer): { token: string; seconds: number } {
    const token = randomBytes(24).toString('base64url');
    this.#issued.set(token, { mailbox, expiresAt: this.#clock.now() + this.#seconds * 1000 });
    return { token, seconds: this.#seconds };
  }

  expireAll(): void {
    this.#issued.clear();
  }

  /** The mailbox of the customer that a request's token belongs to. */
  mailboxOf(request: Request): string | undefined {
    const header = request.headers.authorization ?? '';
    const issued = this.#issued.get(/^(?:Bearer )?(\S+)$/i.exec(header)?.[1] ?? '');
    return issued && issued.expiresAt > this.#clock.now() ? issued.mailbox : undefined;
  }

  /** Lets a request with a good token pass, and says whose it is. */
  readonly required: RequestHandler = (request, response: Response, next) => {
    const mailbox = this.mailboxOf(request);
    if (mailbox === undefined) {
      response.set('www-authenticate', 'Bearer');
      response.status(401).json({ error: 'invalid_token', error_description: 'Ask for a token first.' });
      return;
    }
    response.locals['mailbox'] = mailbox;
    next();
  };
}

/** Whose request this is; only behind `Tokens.required`. */
export const mailboxOf = (response: Response) => String(response.locals['mailbox']);
