import type { DmlOperation } from '../../platform/org.ts';
import type { ObjectDescribe } from '../../schema/schema.ts';
import type { ServerContext } from '../context.ts';
import { jsonRow } from '../rest/record-json.ts';
import { objectBody } from '../rest/resources.ts';
import type { ResourceCall, RestAnswer } from '../rest/resources.ts';
import { save } from '../rest/write.ts';
import type { SaveResult } from '../rest/write.ts';

const VERB: Partial<Record<DmlOperation, string>> = { insert: 'create', update: 'update', delete: 'delete' };

/** A record that was not saved, as forms show it: errors of the record, and errors of its fields. */
function recordError(object: ObjectDescribe, operation: DmlOperation, errors: SaveResult['errors']): RestAnswer {
  const shown = errors.flatMap(({ statusCode: errorCode, message, fields }) =>
    (fields.length === 0 ? [null] : fields).map((field) => ({
      constituentField: null,
      duplicateRecordError: null,
      errorCode,
      field,
      fieldLabel: field === null ? null : (object.fields.get(field.toLowerCase())?.label ?? field),
      message
    }))
  );
  const fieldErrors = Object.groupBy(
    shown.filter((error) => error.field !== null),
    (error) => error.field ?? ''
  );
  return {
    status: 400,
    body: {
      statusCode: 400,
      message: `An error occurred while trying to ${VERB[operation] ?? 'save'} the record. Please try again.`,
      enhancedErrorType: 'RecordError',
      output: { errors: shown.filter((error) => error.field === null), fieldErrors }
    }
  };
}

/** Saves one record; its id, or what the client is answered. */
export function saveUiRecord(
  call: ResourceCall,
  context: ServerContext,
  operation: DmlOperation,
  object: ObjectDescribe,
  id?: string
): { id: string } | { refused: RestAnswer } {
  const given = operation === 'delete' ? {} : ((objectBody(call).fields ?? {}) as Record<string, unknown>);
  const values = id === undefined ? given : { ...given, Id: id };
  const row = jsonRow(values, object, context.org.schema);
  const [result] = save(context, operation, [row], { access: call.access, allOrNone: true });
  if (result?.success === true) return { id: result.id ?? '' };
  return { refused: recordError(object, operation, result?.errors ?? []) };
}
