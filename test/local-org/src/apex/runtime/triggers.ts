import type {
  BusEvent,
  DeliveryOutcome,
  EventTriggerRunner,
  TriggerCall,
  TriggerOperation,
  TriggerRow,
  TriggerRunner,
  TriggerTiming,
  Access
} from '../../platform/org.ts';
import type { LocalOrg } from '../../platform/open-org.ts';
import type { FieldValue, ObjectDescribe } from '../../schema/schema.ts';
import type { CompiledTrigger } from '../program.ts';
import { libraryType } from '../types/library.ts';
import { sObjectType } from '../types/type.ts';
import { failureOf } from './failure.ts';
import { GovernorLimits } from './limits.ts';
import type { LoadedProgram } from './load-program.ts';
import { currentOrNull, Transaction, within } from './transaction.ts';
import type { TriggerState } from './trigger-state.ts';
import { ApexList, ApexMap } from './values/collections.ts';
import { forgetUserKeys } from './values/equality.ts';
import type { ApexException } from './values/exceptions.ts';
import { SObjectRecord } from './values/record.ts';

/** Runs Apex triggers for DML and for the event bus. */
export class Triggers implements TriggerRunner, EventTriggerRunner {
  private readonly program: LoadedProgram;
  private readonly org: LocalOrg;
  /** Jobs that triggers queued outside of any Apex transaction. */
  private readonly ended: (transaction: Transaction) => void;
  private readonly records = new WeakMap<Map<string, FieldValue>, SObjectRecord>();

  constructor(program: LoadedProgram, org: LocalOrg, ended: (transaction: Transaction) => void) {
    this.program = program;
    this.org = org;
    this.ended = ended;
  }

  has(object: ObjectDescribe, timing: TriggerTiming, operation: TriggerOperation): boolean {
    return this.matching(object, timing, operation).length > 0;
  }

  private matching(object: ObjectDescribe, timing: TriggerTiming, operation: TriggerOperation): CompiledTrigger[] {
    return this.program.source.triggers.filter(
      (trigger) =>
        trigger.object === object &&
        trigger.events.some((event) => event.timing === timing && event.operation === operation)
    );
  }

  fire(call: TriggerCall): void {
    const state = this.stateOf(call);
    const transaction = currentOrNull();
    const run = (): void => this.runAll(this.matching(call.object, call.timing, call.operation), state, call);
    if (transaction) {
      run();
      return;
    }
    const own = new Transaction(this.program, this.org, {
      userId: call.access.userId,
      sharing: false,
      quiddity: 'trigger'
    });
    within(own, run);
    this.ended(own);
  }

  private runAll(triggers: readonly CompiledTrigger[], state: TriggerState, call: TriggerCall): void {
    for (const trigger of triggers) {
      call.trigger = trigger.name;
      this.guarded(trigger, call, () => this.runOne(trigger, state));
    }
  }

  private runOne(trigger: CompiledTrigger, state: TriggerState): void {
    const transaction = currentOrNull();
    transaction?.triggers.push(state);
    try {
      this.program.triggerBody(trigger.name)?.();
    } finally {
      transaction?.triggers.pop();
    }
  }

  private guarded(trigger: CompiledTrigger, call: TriggerCall, run: () => void): void {
    try {
      run();
    } catch (error) {
      const failure = failureOf(error);
      if (!failure.exception) {
        throw error;
      }
      const moment = `${capital(call.timing)}${capital(call.operation)}`;
      const triggerMessage = `${trigger.name}: execution of ${moment}\n\ncaused by: ${failure.exceptionType}: ${failure.message}\n\n${failure.stackTrace}`;
      throw Object.assign(new Error(triggerMessage), { triggerMessage });
    }
  }

  private stateOf(call: TriggerCall): TriggerState {
    const before = call.timing === 'before';
    const news = call.newRows?.map((row) => this.recordFor(call.object, row, !before));
    const olds = call.oldRows?.map((row) => this.recordFor(call.object, row, true));
    return {
      object: call.object,
      timing: call.timing,
      operation: call.operation,
      newList: list(call.object, news),
      oldList: list(call.object, olds),
      newMap: before && call.operation === 'insert' ? null : map(call.object, news),
      oldMap: map(call.object, olds),
      size: (news ?? olds ?? []).length
    };
  }

  /** The same record for the same row in before and after triggers, so that references stay. */
  private recordFor(object: ObjectDescribe, row: TriggerRow, readOnly: boolean): SObjectRecord {
    const known = this.records.get(row.fields) ?? new SObjectRecord(object, row.fields);
    this.records.set(row.fields, known);
    known.readOnly = readOnly;
    known.errors = [];
    known.rowErrors = row.errors;
    return known;
  }

  triggers(object: ObjectDescribe): string[] {
    return this.matching(object, 'after', 'insert').map((trigger) => trigger.name);
  }

  deliver(
    name: string,
    events: readonly BusEvent[],
    access: Access,
    retries: number,
    lastError: string | null = null
  ): DeliveryOutcome {
    const [first] = events;
    const trigger = this.program.source.triggers.find((one) => one.name === name);
    if (!first || !trigger) {
      return { kind: 'done' };
    }
    const outer = currentOrNull();
    const transaction = new Transaction(this.program, this.org, {
      userId: access.userId,
      sharing: false,
      quiddity: 'trigger',
      test: outer?.test ?? null
    });
    transaction.limits = new GovernorLimits();
    const state = eventState(first.object, events, retries, lastError ?? '');
    const checkpoint = (): number | null => state.event?.checkpoint ?? null;
    try {
      return this.runDelivery(trigger, state, transaction);
    } catch (error) {
      const failure = failureOf(error);
      const message = `${failure.exceptionType}: ${failure.message}`;
      if (failure.exception && isRetry(failure.exception)) {
        return { kind: 'retry', message };
      }
      const at = checkpoint();
      return at === null ? { kind: 'failed', message } : { kind: 'checkpoint', replayId: at, error: message };
    } finally {
      forgetUserKeys();
    }
  }

  /** An exception undoes what the trigger did since its last checkpoint; without one, everything. */
  private runDelivery(trigger: CompiledTrigger, state: TriggerState, transaction: Transaction): DeliveryOutcome {
    const failures: unknown[] = [];
    this.org.transaction(() => {
      try {
        within(transaction, () => this.runOne(trigger, state));
      } catch (error) {
        if (state.event?.savepoint === undefined || isRetry(failureOf(error).exception)) {
          throw error;
        }
        this.org.rollback(state.event.savepoint);
        transaction.jobs.splice(state.event.jobs ?? 0);
        failures.push(error);
      }
    });
    this.ended(transaction);
    if (failures.length) {
      throw failures[0];
    }
    const at = state.event?.checkpoint ?? null;
    return at === null ? { kind: 'done' } : { kind: 'checkpoint', replayId: at };
  }
}

function isRetry(exception: ApexException | null): boolean {
  return exception?.symbol.name === 'EventBus.RetryableException';
}

function eventState(
  object: ObjectDescribe,
  events: readonly BusEvent[],
  retries: number,
  lastError: string
): TriggerState {
  const records = events.map((event) => {
    const fields = new Map(event.fields);
    fields.set('ReplayId', String(event.replayId));
    fields.set('EventUuid', event.eventUuid);
    const record = new SObjectRecord(object, fields);
    record.readOnly = true;
    return record;
  });
  return {
    object,
    timing: 'after',
    operation: 'insert',
    newList: list(object, records),
    oldList: null,
    newMap: null,
    oldMap: null,
    size: records.length,
    event: { retries, lastError, checkpoint: null, replayIds: new Set(events.map((event) => event.replayId)) }
  };
}

function list(object: ObjectDescribe, records: SObjectRecord[] | undefined): ApexList | null {
  return records ? new ApexList(sObjectType(object), records) : null;
}

function map(object: ObjectDescribe, records: SObjectRecord[] | undefined): ApexMap | null {
  if (!records) {
    return null;
  }
  const made = new ApexMap(libraryType('Id'), sObjectType(object));
  records.forEach((record) => made.put(record.id, record));
  return made;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
