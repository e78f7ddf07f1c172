import { createHash } from 'node:crypto';
import type { EventSubscriberConfig } from '../../metadata/project.ts';
import type { FieldValue, ObjectDescribe } from '../../schema/schema.ts';
import type { Store } from '../../store/store.ts';
import type { Access, BusEvent, Clock, DeliveryOutcome, EventTriggerRunner } from '../org.ts';
import type { EventLog } from './event-log.ts';
import { Subscriptions } from './subscriptions.ts';
import type { Subscription } from './subscriptions.ts';

const DEFAULT_BATCH = 2000;
const MAX_RETRIES = 9;
/** A trigger that publishes to itself would never end; Salesforce stops it by allocations, we by rounds. */
const MAX_ROUNDS = 10_000;

/** A number below the count of partitions, the same for the same key. */
function partitionOf(key: string, partitions: number): number {
  return createHash('sha256').update(key).digest().readUInt32BE(0) % partitions;
}

export interface DeliveryContext {
  store: Store;
  log: EventLog;
  clock: Clock;
  objects: readonly ObjectDescribe[];
  configs: readonly EventSubscriberConfig[];
  /** The running user of a trigger by user name; Automated Process by default. */
  userId(username: string | undefined): string;
  subscriberObject: ObjectDescribe | undefined;
}

/** Hands stored events to Apex triggers, batch by batch, and keeps each trigger's position. */
export class Delivery {
  private readonly context: DeliveryContext;
  private readonly subscriptions: Subscriptions;
  private runner: EventTriggerRunner | undefined;
  private running = false;
  /** Whom {@link deliverOnce} does not ask again, since they asked for another try. */
  private readonly waiting = new Set<string>();
  private retryAtOnce = true;

  constructor(context: DeliveryContext) {
    this.context = context;
    this.subscriptions = new Subscriptions(context.store);
  }

  /** New triggers see the events that come from now on. */
  setRunner(runner: EventTriggerRunner): void {
    this.runner = runner;
    for (const object of this.context.objects) {
      for (const trigger of runner.triggers(object))
        this.each(trigger, object, (subscription) => this.show(subscription));
    }
  }

  private config(trigger: string): EventSubscriberConfig | undefined {
    return this.context.configs.find((entry) => entry.trigger.toLowerCase() === trigger.toLowerCase());
  }

  /** The subscriptions of a trigger: one for each of its partitions. */
  private each(trigger: string, object: ObjectDescribe, use: (subscription: Subscription) => void): void {
    for (let partition = 0; partition < (this.config(trigger)?.partitions ?? 1); partition += 1) {
      use(this.subscriptions.open(trigger, partition, object, this.context.log.tip(object)));
    }
  }

  /** Brings the rows that SOQL reads up to date with what was published meanwhile. */
  refresh(): void {
    for (const object of this.context.objects) {
      for (const trigger of this.runner?.triggers(object) ?? []) {
        this.each(trigger, object, (subscription) => this.show(subscription));
      }
    }
  }

  /** Delivers until nothing is pending; returns the number of batches. Calls from within a delivery do nothing. */
  deliverPending(): number {
    if (this.runner === undefined || this.running) return 0;
    this.running = true;
    try {
      let rounds = 0;
      while (this.deliverRound(this.runner)) {
        rounds += 1;
        if (rounds >= MAX_ROUNDS)
          throw new Error(`event delivery did not end after ${MAX_ROUNDS} batches: do triggers feed themselves?`);
      }
      return rounds;
    } finally {
      this.running = false;
    }
  }

  /** As {@link deliverPending}, but what a trigger wants to have again comes with the next call: tests see each try. */
  deliverOnce(): number {
    this.retryAtOnce = false;
    try {
      return this.deliverPending();
    } finally {
      this.retryAtOnce = true;
      this.waiting.clear();
    }
  }

  /** One batch for every trigger that has something to do. */
  private deliverRound(runner: EventTriggerRunner): boolean {
    let delivered = false;
    for (const object of this.context.objects) {
      for (const trigger of runner.triggers(object)) {
        this.each(trigger, object, (subscription) => {
          delivered = this.deliverBatch(runner, subscription) || delivered;
        });
      }
    }
    return delivered;
  }

  /** The partition's next events. Events of one key always come to the same partition, in their order. */
  private pending(subscription: Subscription, limit: number, config: EventSubscriberConfig | undefined): BusEvent[] {
    const { log, clock } = this.context;
    const { object } = subscription;
    const partitions = config?.partitions ?? 1;
    if (partitions === 1) return log.read(object, subscription.position, limit, clock.now());
    const mine: BusEvent[] = [];
    for (let after = subscription.position; mine.length < limit;) {
      const page = log.read(object, after, limit, clock.now());
      const last = page.at(-1);
      if (last === undefined) break;
      after = last.replayId;
      mine.push(
        ...page.filter(
          ({ fields, eventUuid }) =>
            partitionOf(String(fields.get(config?.partitionKey ?? '') ?? eventUuid), partitions) ===
            subscription.partition
        )
      );
    }
    return mine.slice(0, limit);
  }

  private deliverBatch(runner: EventTriggerRunner, subscription: Subscription): boolean {
    if (subscription.status !== 'Running') return false;
    const { trigger } = subscription;
    const name = `${trigger}:${subscription.partition}`;
    if (this.waiting.has(name)) return false;
    const config = this.config(trigger);
    const events = this.pending(subscription, config?.batchSize ?? DEFAULT_BATCH, config);
    if (events.length === 0) return false;
    const access: Access = { userId: this.context.userId(config?.user), mode: 'system', sharing: false };
    const outcome = runner.deliver(trigger, events, access, subscription.retries, subscription.lastError);
    this.settle(subscription, events, outcome);
    if (outcome.kind === 'retry' && !this.retryAtOnce) this.waiting.add(name);
    this.update(subscription);
    return true;
  }

  private settle(subscription: Subscription, events: readonly BusEvent[], outcome: DeliveryOutcome): void {
    const last = events.at(-1)?.replayId ?? subscription.position;
    switch (outcome.kind) {
      case 'done':
        Object.assign(subscription, { position: last, retries: 0 });
        return;
      case 'checkpoint':
        // A checkpoint that does not advance would come again for ever.
        Object.assign(subscription, { position: Math.max(outcome.replayId, subscription.position), retries: 0 });
        if (outcome.error !== undefined) subscription.lastError = outcome.error;
        return;
      case 'failed':
        Object.assign(subscription, { position: last, retries: 0, lastError: outcome.message });
        return;
      case 'retry':
        subscription.lastError = outcome.message;
        if (subscription.retries >= MAX_RETRIES) subscription.status = 'Error';
        else subscription.retries += 1;
    }
  }

  /**
   * Puts a trigger that is in the Error state or suspended back to work: with the events that wait for it, or only with
   * those that come from now on.
   */
  resume(trigger: string, object: ObjectDescribe, from: 'position' | 'tip' = 'position'): void {
    this.each(trigger, object, (subscription) => {
      const position = from === 'tip' ? this.context.log.tip(object) : subscription.position;
      this.update({ ...subscription, position, status: 'Running', retries: 0, lastError: null });
    });
  }

  /** Stops a trigger; its events wait. */
  suspend(trigger: string, object: ObjectDescribe): void {
    this.each(trigger, object, (subscription) => this.update({ ...subscription, status: 'Suspended' }));
  }

  private update(subscription: Subscription): void {
    this.subscriptions.save(subscription);
    this.show(subscription);
  }

  /** Mirrors the subscription in the EventBusSubscriber row that SOQL reads. */
  private show(subscription: Subscription): void {
    const { store, subscriberObject, log } = this.context;
    if (subscriberObject === undefined) return;
    const externalId = `${subscription.object.keyPrefix}${subscription.trigger}.${subscription.partition}`;
    const values = new Map<string, FieldValue>([
      ['Name', subscription.trigger],
      ['Type', 'ApexTrigger'],
      ['Topic', subscription.object.apiName],
      ['Status', subscription.status],
      ['Position', subscription.position],
      ['Tip', log.tip(subscription.object)],
      ['Retries', subscription.retries],
      ['LastError', subscription.lastError],
      ['ExternalId', externalId],
      ['IsPartitioned', (this.config(subscription.trigger)?.partitions ?? 1) > 1]
    ]);
    const known = store.find(subscriberObject, 'ExternalId', [externalId])[0];
    if (known !== undefined) store.update(subscriberObject, known.get('Id') as string, values);
    else {
      const id = store.newIds(subscriberObject, 1)[0] ?? '';
      store.insert(subscriberObject, [new Map([...values, ['Id', id], ['IsDeleted', false]])]);
    }
  }
}
