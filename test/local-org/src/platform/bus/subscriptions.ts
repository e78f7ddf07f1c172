import type { ObjectDescribe } from '../../schema/schema.ts';
import type { Store } from '../../store/store.ts';

/** Where an Apex trigger stands on the bus. */
export interface Subscription {
  trigger: string;
  /** 0 for the only one. */
  partition: number;
  object: ObjectDescribe;
  /** The replay id of the last event that is done with. */
  position: number;
  /** How often the next batch has been tried already. */
  retries: number;
  status: 'Running' | 'Error' | 'Suspended';
  lastError: string | null;
}

const keyOf = (trigger: string, partition: number): string => (partition === 0 ? trigger : `${trigger}#${partition}`);

/** Positions of the Apex triggers, stored, so that a restarted org goes on where it stopped. */
export class Subscriptions {
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  /** The subscription of a trigger's partition; a new one starts at the given position. */
  open(trigger: string, partition: number, object: ObjectDescribe, start: number): Subscription {
    const row = this.store.all(
      'SELECT position, retries, status, last_error FROM _subscriptions WHERE trigger_name = ? AND object = ?',
      [keyOf(trigger, partition), object.apiName]
    )[0];
    if (row !== undefined) {
      return {
        trigger,
        partition,
        object,
        position: Number(row[0]),
        retries: Number(row[1]),
        status: row[2] as Subscription['status'],
        lastError: row[3] === null ? null : String(row[3])
      };
    }
    const fresh: Subscription = {
      trigger,
      partition,
      object,
      position: start,
      retries: 0,
      status: 'Running',
      lastError: null
    };
    this.save(fresh);
    return fresh;
  }

  save(subscription: Subscription): void {
    this.store.run(
      `INSERT INTO _subscriptions(trigger_name, object, position, retries, status, last_error) VALUES(?,?,?,?,?,?)
       ON CONFLICT(trigger_name, object) DO UPDATE SET
       position = excluded.position, retries = excluded.retries, status = excluded.status, last_error = excluded.last_error`,
      [
        keyOf(subscription.trigger, subscription.partition),
        subscription.object.apiName,
        subscription.position,
        subscription.retries,
        subscription.status,
        subscription.lastError
      ]
    );
  }
}
