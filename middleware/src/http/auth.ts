import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * What a client may do: viewer looks at what is known of documents, agent also at their contents and decides about
 * them, operator runs the service.
 */
export type Role = 'viewer' | 'agent' | 'operator';

const RANK: Record<Role, number> = { viewer: 1, agent: 2, operator: 3 };

export interface Client {
  name: string;
  role: Role;
  /** Null: of all tenants. */
  tenants: readonly string[] | null;
}

export interface Credential extends Client {
  /** Read at each request, so that a new token needs no restart. */
  token: () => string;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Finds clients by their bearer token, in a time that tells nothing of the tokens. */
export class Clients {
  readonly #credentials: readonly Credential[];

  constructor(credentials: readonly Credential[]) {
    this.#credentials = credentials;
  }

  /** @param authorization the header; undefined for a request without one */
  find(authorization: string | undefined): Client | undefined {
    const given = digest(/^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '');
    return this.#credentials.filter(({ token }) => {
      try {
        return timingSafeEqual(given, digest(token()));
      } catch {
        // A token that cannot be read, while its file is replaced, lets nobody in and keeps nobody else out.
        return false;
      }
    })[0];
  }
}

export const mayAct = (client: Client, role: Role) => RANK[client.role] >= RANK[role];

/** Whether a client may see a tenant; one that may not is told that there is none. */
export const maySee = (client: Client, tenant: string) => client.tenants === null || client.tenants.includes(tenant);
