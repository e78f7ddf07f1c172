import { logIn, type SalesforceLogin, type Session } from './session.ts';

/** The one session of a user, shared by all who call the org; a spent token is replaced by a single login. */
export class LoginSession {
  readonly #login: SalesforceLogin;
  #current: Promise<Session> | undefined;

  constructor(login: SalesforceLogin) {
    this.#login = login;
  }

  /** @throws CrmError as `logIn` does */
  get(): Promise<Session> {
    this.#current ??= logIn(this.#login).catch((error: unknown) => {
      this.#current = undefined;
      throw error;
    });
    return this.#current;
  }

  /** Forgets a session that the org refused; one that took its place meanwhile stays. */
  async drop(refused: Session): Promise<void> {
    const current = await this.#current?.catch(() => undefined);
    if (current === refused) this.#current = undefined;
  }
}
