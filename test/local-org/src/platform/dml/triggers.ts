import type { FieldValue } from '../../schema/schema.ts';
import type { TriggerCall, TriggerOperation, TriggerRow, TriggerTiming, UncaughtApexException } from '../org.ts';
import { dmlError } from './errors.ts';
import type { Chunk, RunningTrigger, SavedWork, Work } from './work.ts';

/** Salesforce's limit on triggers that start triggers. */
const MAX_DEPTH = 16;

function isUncaughtApex(error: unknown): error is UncaughtApexException {
  return (
    typeof error === 'object' && error !== null && typeof (error as UncaughtApexException).triggerMessage === 'string'
  );
}

const asRow = (fields: Map<string, FieldValue>): TriggerRow => ({ fields, errors: [] });

/** Which rows a trigger gets: an insert has no old ones, a delete no new ones. */
function rowsFor(
  operation: TriggerOperation,
  works: readonly SavedWork[]
): { newRows?: TriggerRow[]; oldRows?: TriggerRow[] } {
  const newRows = works.map((saved) => asRow(saved.fields));
  const oldRows = works.map((saved) => asRow(saved.old ?? saved.fields));
  switch (operation) {
    case 'insert':
    case 'undelete':
      return { newRows };
    case 'delete':
      return { oldRows };
    case 'update':
      return { newRows, oldRows };
  }
}

/** Salesforce lists the events that led here. */
function tooDeep(running: readonly RunningTrigger[], timing: TriggerTiming, operation: TriggerOperation): string {
  const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
  const last = running.at(-1)?.call;
  const events = running.map(
    ({ call }) => `${call.object.label} trigger event ${capital(call.timing)}${capital(call.operation)}`
  );
  const name = last?.trigger ?? `${capital(timing)}${capital(operation)}`;
  return `${name}: maximum trigger depth exceeded\n${events.join('\n')}`;
}

/** Triggers see formula fields as they come out with the row as it is when the triggers begin. */
function fillFormulas({ context, object }: Chunk, works: readonly SavedWork[]): void {
  context.formulas.fill(
    object,
    works.flatMap(({ fields, old }) => (old === undefined || old === fields ? [fields] : [fields, old]))
  );
}

/** Runs the triggers over the rows that have no error yet; `addError` and uncaught exceptions become their errors. */
export function runTriggers(
  chunk: Chunk,
  timing: TriggerTiming,
  operation: TriggerOperation,
  all: readonly SavedWork[]
): void {
  const { context, object, access } = chunk;
  const runner = context.triggers();
  const works = all.filter((saved) => saved.work.errors.length === 0);
  if (works.length === 0 || runner?.has(object, timing, operation) !== true) return;
  if (context.running.length >= MAX_DEPTH) {
    const message = tooDeep(context.running, timing, operation);
    for (const saved of works) saved.work.errors.push(dmlError.triggerFailed(message));
    return;
  }
  context.formulas.use(access.userId);
  fillFormulas(chunk, works);
  const rows = rowsFor(operation, works);
  const call: TriggerCall = { object, timing, operation, ...rows, access };
  context.running.push({ call, ids: new Set(works.flatMap((saved) => saved.work.id ?? [])) });
  try {
    runner.fire(call);
  } catch (error) {
    if (!isUncaughtApex(error)) throw error;
    for (const saved of works) saved.work.errors.push(dmlError.triggerFailed(error.triggerMessage));
    return;
  } finally {
    context.running.pop();
  }
  works.forEach((saved, i) => {
    saved.work.errors.push(...(rows.newRows?.[i]?.errors ?? []), ...(rows.oldRows?.[i]?.errors ?? []));
  });
}

/**
 * A before trigger may not update or delete the records that it runs for, and a record that is being deleted may not be
 * deleted by its own trigger.
 */
export function refuseSelfReferences({ context, operation }: Chunk, works: readonly Work[]): void {
  for (const { call, ids } of context.running) {
    const forbidden =
      (call.timing === 'before' && call.operation === 'update') ||
      (call.operation === 'delete' && operation === 'delete');
    if (!forbidden) continue;
    for (const work of works) {
      if (work.id !== null && ids.has(work.id)) {
        work.errors.push(dmlError.selfReference(work.id, call.trigger ?? call.object.apiName));
      }
    }
  }
}
