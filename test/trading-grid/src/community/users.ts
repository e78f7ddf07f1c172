import type { Collection, Store } from '../state/store.ts';

/** A user of a company, with the fields of the vendor's request body. Passwords and their hints are not kept. */
export interface User extends Record<string, unknown> {
  uniqueId: string;
  userId: string;
  companyId: string;
  loginId: string;
  firstName: string;
  lastName: string;
  email: string;
  status: string;
  roles: string[];
}

const SECRET = ['loginPassword', 'userPasswordHint'];

/** The users of all companies. */
export class Users {
  readonly #users: Collection<User>;

  constructor(store: Store) {
    this.#users = store.collection('user');
  }

  of(companyId: string): User[] {
    return this.#users.values().filter((user) => user.companyId === companyId);
  }

  /** By user id or by login id: the vendor's interface takes both in most places. */
  find(companyId: string, id: string): User | undefined {
    return this.of(companyId).find(({ userId, loginId }) => userId === id || loginId === id);
  }

  byLogin(loginId: string): User | undefined {
    return this.#users.find((user) => user.loginId === loginId);
  }

  add(companyId: string, userId: string, body: Record<string, unknown>): User {
    const { email } = (body['contactInformation'] ?? {}) as { email?: string };
    const user = {
      ...withoutSecrets(body),
      uniqueId: userId,
      userId,
      companyId,
      loginId: text(body['loginId']),
      firstName: text(body['firstName']),
      lastName: text(body['lastName']),
      email: email ?? '',
      status: 'Active',
      roles: []
    };
    return this.#users.put(userId, user);
  }

  change(user: User, body: Record<string, unknown>): User {
    const { email } = (body['contactInformation'] ?? {}) as { email?: string };
    const { uniqueId, userId, companyId, roles } = user;
    const changed = {
      ...user,
      ...withoutSecrets(body),
      email: email ?? user.email,
      uniqueId,
      userId,
      companyId,
      roles
    };
    return this.#users.put(userId, changed);
  }

  setRoles(user: User, roles: string[]): User {
    return this.#users.put(user.userId, { ...user, roles });
  }

  remove(user: User): void {
    this.#users.remove(user.userId);
  }
}

function withoutSecrets(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !SECRET.includes(name)));
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
