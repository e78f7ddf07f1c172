import type { ObjectDescribe } from '../../schema/schema.ts';
import type { Access, DmlError, DmlOperation, DmlRow } from '../../platform/org.ts';
import type { ServerContext } from '../context.ts';
import { publishEvents } from '../publish-events.ts';

/** The outcome of one record as the REST API gives it. */
export interface SaveResult {
  id?: string;
  success: boolean;
  created?: boolean;
  errors: { statusCode: string; message: string; fields: string[] }[];
}

const ROLLED_BACK: DmlError = {
  statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
  fields: []
};

/** Events answer with the id of the request to publish, and their UUID where errors stand. */
function publish(context: ServerContext, rows: readonly DmlRow[], access: Access): SaveResult[] {
  return publishEvents(context, rows, access).map((result, i) =>
    result.success
      ? {
          id: `${rows[i]?.object.keyPrefix ?? 'e00'}LO0000000000AAA`,
          success: true,
          errors: [{ statusCode: 'OPERATION_ENQUEUED', message: result.eventUuid ?? '', fields: [] }]
        }
      : { success: false, errors: result.errors }
  );
}

/** Runs one DML statement, or publishes where the rows are events. Results in the order of the rows. */
export function save(
  context: ServerContext,
  operation: DmlOperation,
  rows: readonly DmlRow[],
  options: { access: Access; allOrNone: boolean; externalIdField?: string }
): SaveResult[] {
  const object: ObjectDescribe | undefined = rows[0]?.object;
  if (object?.kind === 'event' && operation === 'insert') return publish(context, rows, options.access);
  return context.org.dml(operation, rows, options).map((result) => {
    if (!result.success) return { success: false, errors: result.errors.length === 0 ? [ROLLED_BACK] : result.errors };
    return {
      ...(result.id === null ? {} : { id: result.id }),
      success: true,
      errors: [],
      ...(operation === 'upsert' ? { created: result.created } : {})
    };
  });
}
