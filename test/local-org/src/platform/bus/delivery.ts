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

  constructor(context: DeliveryContext) {
    this.context = context;
    this.subscriptions = new Subscriptions(context.store);
  }

  /** New triggers see the events that come from now on. */
  setRunner(runner: EventTriggerRunner): void {
    this.runner = runner;
    for (const object of this.context.objects) {
      for (const trigger of runner.triggers(object)) this.show(this.open(trigger, object));
    }
  }

  private open(trigger: string, object: ObjectDescribe): Subscription {
    return this.subscriptions.open(trigger, object, this.context.log.tip(object));
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

  /** One batch for every trigger that has something to do. */
  private deliverRound(runner: EventTriggerRunner): boolean {
    let delivered = false;
    for (const object of this.context.objects) {
      for (const trigger of runner.triggers(object))
        delivered = this.deliverBatch(runner, trigger, object) || delivered;
    }
    return delivered;
  }

  private deliverBatch(runner: EventTriggerRunner, trigger: string, object: ObjectDescribe): boolean {
    const subscription = this.open(trigger, object);
    if (subscription.status !== 'Running') return false;
    const config = this.context.configs.find((entry) => entry.trigger.toLowerCase() === trigger.toLowerCase());
    const limit = config?.batchSize ?? DEFAULT_BATCH;
    const events = this.context.log.read(object, subscription.position, limit, this.context.clock.now());
    if (events.length === 0) return false;
    const access: Access = { userId: this.context.userId(config?.user), mode: 'system', sharing: false };
    const outcome = runner.deliver(trigger, events, access, subscription.retries);
    this.settle(subscription, events, outcome);
    this.subscriptions.save(subscription);
    this.show(subscription);
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

  /** Puts a trigger that is in the Error state back to work. */
  resume(trigger: string, object: ObjectDescribe): void {
    const subscription = this.open(trigger, object);
    this.subscriptions.save({ ...subscription, status: 'Running', retries: 0 });
    this.show({ ...subscription, status: 'Running', retries: 0 });
  }

  /** Mirrors the subscription in the EventBusSubscriber row that SOQL reads. */
  private show(subscription: Subscription): void {
    const { store, subscriberObject, log } = this.context;
    if (subscriberObject === undefined) return;
    const values = new Map<string, FieldValue>([
      ['Name', subscription.trigger],
      ['Type', 'ApexTrigger'],
      ['Topic', subscription.object.apiName],
      ['Status', subscription.status],
      ['Position', subscription.position],
      ['Tip', log.tip(subscription.object)],
      ['Retries', subscription.retries],
      ['LastError', subscription.lastError],
      ['IsPartitioned', false]
    ]);
    const known = store.find(subscriberObject, 'Name', [subscription.trigger])[0];
    if (known !== undefined) store.update(subscriberObject, known.get('Id') as string, values);
    else {
      const id = store.newIds(subscriberObject, 1)[0] ?? '';
      store.insert(subscriberObject, [new Map([...values, ['Id', id], ['IsDeleted', false]])]);
    }
  }
}
