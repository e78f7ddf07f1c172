import type { FieldValue } from '../../schema/schema.ts';
import type { TriggerOperation, TriggerRow, TriggerTiming, UncaughtApexException } from '../org.ts';
import { dmlError } from './errors.ts';
import type { Chunk, SavedWork } from './work.ts';

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
  if (context.depth >= MAX_DEPTH) {
    for (const saved of works)
      saved.work.errors.push(dmlError.triggerFailed(`${object.apiName}: maximum trigger depth exceeded`));
    return;
  }
  context.formulas.use(access.userId);
  fillFormulas(chunk, works);
  const rows = rowsFor(operation, works);
  context.depth += 1;
  try {
    runner.fire({ object, timing, operation, ...rows, access });
  } catch (error) {
    if (!isUncaughtApex(error)) throw error;
    for (const saved of works) saved.work.errors.push(dmlError.triggerFailed(error.triggerMessage));
    return;
  } finally {
    context.depth -= 1;
  }
  works.forEach((saved, i) => {
    saved.work.errors.push(...(rows.newRows?.[i]?.errors ?? []), ...(rows.oldRows?.[i]?.errors ?? []));
  });
}
