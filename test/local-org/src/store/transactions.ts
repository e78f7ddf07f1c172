import { OrgError } from '../platform/org.ts';
import type { Savepoint } from '../platform/org.ts';
import type { Store } from './store.ts';

/** What wants to know how transactions end. */
export interface TransactionListener {
  /** The outermost transaction is durable. */
  committed(): void;
  /** Work was undone, wholly or back to a savepoint. */
  rolledBack(): void;
}

/** Nested transactions on one SQLite connection: the outermost is BEGIN…COMMIT, the others are savepoints. */
export class Transactions {
  private readonly store: Store;
  private readonly open: number[] = [];
  private lastId = 0;
  listener: TransactionListener | undefined;

  constructor(store: Store) {
    this.store = store;
  }

  get active(): boolean {
    return this.open.length > 0;
  }

  /** Runs the work; undoes it and throws on when it throws. */
  run<T>(work: () => T): T {
    const savepoint = this.savepoint();
    let result: T;
    try {
      result = work();
    } catch (error) {
      this.rollback(savepoint);
      this.release(savepoint);
      throw error;
    }
    this.release(savepoint);
    return result;
  }

  savepoint(): Savepoint {
    this.lastId += 1;
    this.store.exec(`SAVEPOINT s${this.lastId}`);
    this.open.push(this.lastId);
    return { id: this.lastId };
  }

  /** Undoes everything since the savepoint, which stays usable. */
  rollback(to: Savepoint): void {
    const at = this.open.indexOf(to.id);
    if (at < 0) throw new OrgError('INVALID_SAVEPOINT', 'the savepoint belongs to a transaction that has ended');
    this.store.exec(`ROLLBACK TO s${to.id}`);
    this.open.length = at + 1;
    this.listener?.rolledBack();
  }

  /** Ends the savepoint and all inside it; the outermost one commits. */
  release(savepoint: Savepoint): void {
    const at = this.open.indexOf(savepoint.id);
    if (at < 0) throw new OrgError('INVALID_SAVEPOINT', 'the savepoint belongs to a transaction that has ended');
    this.store.exec(`RELEASE s${savepoint.id}`);
    this.open.length = at;
    if (at === 0) this.listener?.committed();
  }
}
