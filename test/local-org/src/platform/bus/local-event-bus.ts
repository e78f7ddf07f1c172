import type { FieldValue, ObjectDescribe } from '../../schema/schema.ts';
import type { Transactions } from '../../store/transactions.ts';
import { dmlError } from '../dml/errors.ts';
import { convertValue } from '../dml/field-values.ts';
import type { Access, BusEvent, Clock, DmlError, DmlRow, EventBus, EventTriggerRunner, PublishResult } from '../org.ts';
import type { AccessControl } from '../access/access-control.ts';
import type { Delivery } from './delivery.ts';
import type { EventLog } from './event-log.ts';

/** `EventBus` with what the org's owner and the tests need besides. */
export interface LocalEventBus extends EventBus {
  /** Delivers everything pending to Apex event triggers, now. Returns the number of batches. */
  deliverPending(): number;
  /** The same, but each trigger that wants a retry is left until the next call. */
  deliverOnce(): number;
  /** Server mode: after a commit that stored events, deliver on the next turn of the event loop. */
  autoDeliver: boolean;
  /** Told when a delivery of `autoDeliver` breaks by a fault of the emulator; throws it by default. */
  onDeliveryFault: (error: unknown) => void;
  /** Puts an Apex trigger in the Error state, or a suspended one, back to work; from the tip it skips what waits. */
  resume(trigger: string, object: ObjectDescribe, from?: 'position' | 'tip'): void;
  /** Stops the delivery to an Apex trigger. */
  suspend(trigger: string, object: ObjectDescribe): void;
  /** Events that may be published in an hour; what is more gets an error of its own. */
  hourlyAllocation: number;
  /** Brings the EventBusSubscriber rows up to date. */
  refreshSubscribers(): void;
  /** The newest replay id over all objects. */
  newest(): number;
  /** False when events after this replay id may be gone, or it was never given. */
  retains(replayId: number): boolean;
  /** Events published since the instant. */
  publishedSince(instant: number): number;
  /** Takes events back as if they had never been stored. */
  withdraw(replayIds: readonly number[]): void;
  /** After a rollback that shall also undo what was published immediately (isolation of tests). */
  forgetImmediate(): void;
}

export interface BusContext {
  log: EventLog;
  delivery: Delivery;
  transactions: Transactions;
  clock: Clock;
  accessControl: AccessControl;
}

/** Unlimited and Performance Edition. */
const HOURLY_ALLOCATION = 250_000;
const HOUR = 3_600_000;

const SYSTEM_FIELDS = new Set(['replayid', 'eventuuid', 'createddate', 'createdbyid']);

export class SqliteEventBus implements LocalEventBus {
  autoDeliver = false;
  hourlyAllocation = HOURLY_ALLOCATION;
  onDeliveryFault = (error: unknown): void => {
    throw error;
  };
  private readonly context: BusContext;
  private readonly listeners = new Map<ObjectDescribe, Set<() => void>>();
  private readonly stored = new Set<ObjectDescribe>();
  /** Events that stay even when their transaction does not. */
  private immediate: BusEvent[] = [];
  private scheduled = false;

  constructor(context: BusContext) {
    this.context = context;
  }

  setRunner(runner: EventTriggerRunner): void {
    this.context.delivery.setRunner(runner);
  }

  publish(rows: readonly DmlRow[], access: Access): PublishResult[] {
    return this.context.transactions.run(() => {
      const { log, clock } = this.context;
      log.expire(clock.now());
      const left = this.hourlyAllocation - log.publishedSince(clock.now() - HOUR);
      let published = 0;
      return rows.map((row) => {
        const result = published < left ? this.publishOne(row, access) : overAllocation();
        published += Number(result.success);
        return result;
      });
    });
  }

  private publishOne(row: DmlRow, access: Access): PublishResult {
    const { object } = row;
    const { fields, errors } = this.check(row, access);
    if (errors.length > 0) return { success: false, eventUuid: null, replayId: null, errors };
    const uuid = row.fields.get('EventUuid');
    const event = this.context.log.append(
      object,
      fields,
      access.userId,
      this.context.clock.now(),
      typeof uuid === 'string' ? uuid : undefined
    );
    if (object.publishBehavior === 'PublishImmediately') this.immediate.push(event);
    this.stored.add(object);
    return { success: true, eventUuid: event.eventUuid, replayId: event.replayId, errors: [] };
  }

  private check(
    { object, fields: given }: DmlRow,
    access: Access
  ): { fields: Map<string, FieldValue>; errors: DmlError[] } {
    const errors: DmlError[] = [];
    const fields = new Map<string, FieldValue>();
    const rights = access.mode === 'user' ? this.context.accessControl.rights(access.userId).object(object) : undefined;
    if (object.kind !== 'event')
      errors.push({ statusCode: 'INVALID_TYPE', message: `${object.apiName} is no event`, fields: [] });
    if (rights?.create === false) errors.push(dmlError.noObjectAccess(object));
    for (const field of object.fields.values()) {
      if (SYSTEM_FIELDS.has(field.apiName.toLowerCase())) continue;
      const converted = convertValue(field, given.get(field.apiName) ?? field.defaultValue ?? null);
      if ('error' in converted) errors.push(converted.error);
      else if (converted.value === null && !field.nillable) errors.push(dmlError.requiredMissing([field.apiName]));
      else fields.set(field.apiName, converted.value);
    }
    const uuid = given.get('EventUuid') ?? null;
    if (uuid !== null) fields.set('EventUuid', uuid);
    for (const name of given.keys()) {
      if (!object.fields.has(name.toLowerCase())) errors.push(dmlError.noSuchColumn(name, object));
    }
    return { fields, errors };
  }

  read(object: ObjectDescribe, afterReplayId: number, limit: number): BusEvent[] {
    const after = afterReplayId === -1 ? this.tip(object) : Math.max(afterReplayId, 0);
    return this.context.log.read(object, after, limit, this.context.clock.now());
  }

  onStored(object: ObjectDescribe, listener: () => void): () => void {
    const listeners = this.listeners.get(object) ?? new Set();
    this.listeners.set(object, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  tip(object: ObjectDescribe): number {
    return this.context.log.tip(object);
  }

  newest(): number {
    return this.context.log.newest();
  }

  retains(replayId: number): boolean {
    return this.context.log.retains(replayId, this.context.clock.now());
  }

  publishedSince(instant: number): number {
    return this.context.log.publishedSince(instant);
  }

  deliverPending(): number {
    return this.context.delivery.deliverPending();
  }

  deliverOnce(): number {
    return this.context.delivery.deliverOnce();
  }

  refreshSubscribers(): void {
    this.context.delivery.refresh();
  }

  suspend(trigger: string, object: ObjectDescribe): void {
    this.context.delivery.suspend(trigger, object);
  }

  resume(trigger: string, object: ObjectDescribe, from?: 'position' | 'tip'): void {
    this.context.delivery.resume(trigger, object, from);
    this.schedule();
  }

  withdraw(replayIds: readonly number[]): void {
    for (const replayId of replayIds) this.context.log.remove(replayId);
    this.immediate = this.immediate.filter((event) => !replayIds.includes(event.replayId));
  }

  forgetImmediate(): void {
    for (const event of this.immediate) this.context.log.remove(event.replayId);
    this.immediate = [];
  }

  /** A rollback took the stored rows with it; immediate events are written again. */
  rolledBack(): void {
    for (const event of this.immediate) this.context.log.write(event);
  }

  committed(): void {
    this.immediate = [];
    const objects = [...this.stored];
    this.stored.clear();
    for (const object of objects) for (const listener of this.listeners.get(object) ?? []) listener();
    if (objects.length > 0) this.schedule();
  }

  private schedule(): void {
    if (!this.autoDeliver || this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      try {
        this.deliverPending();
      } catch (error) {
        this.onDeliveryFault(error);
      }
    });
  }
}

function overAllocation(): PublishResult {
  const message = 'The hourly allocation for published platform events has been used up. Try again later.';
  const error: DmlError = { statusCode: 'LIMIT_EXCEEDED', message, fields: [] };
  return { success: false, eventUuid: null, replayId: null, errors: [error] };
}
