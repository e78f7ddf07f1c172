import { parseSoql } from '../../soql/parse.ts';
import { datetimeText } from '../../soql/literals.ts';
import type { ServerContext } from '../context.ts';
import { readableObject } from './record-access.ts';
import { ok } from './resources.ts';
import type { ResourceCall, RestAnswer, RestResources } from './resources.ts';
import { RestError } from './rest-error.ts';

const MINUTE = 60_000;

/** The instant, with its seconds cut as Salesforce does. */
function instant(call: ResourceCall, name: 'start' | 'end'): string {
  const time = Date.parse(call.query[name] ?? '');
  if (Number.isNaN(time)) throw new RestError(400, 'INVALID_FIELD', `${name} must be a date and time in ISO 8601`);
  return datetimeText(time - (time % MINUTE));
}

function changed(call: ResourceCall, context: ServerContext, deleted: boolean): RestAnswer {
  const object = readableObject(context, call.params.object ?? '', call.access);
  const start = instant(call, 'start');
  const end = instant(call, 'end');
  if (start >= end) throw new RestError(400, 'INVALID_REPLICATION_DATE', 'startDate must precede endDate');
  const query = parseSoql(
    `SELECT Id, SystemModstamp FROM ${object.apiName}
     WHERE SystemModstamp >= :start AND SystemModstamp < :end AND IsDeleted = ${deleted} ORDER BY SystemModstamp`
  );
  const { rows } = context.org.query({ ...query, allRows: deleted }, [start, end], call.access);
  const ids = rows.map((row) => String(row.fields.get('Id')));
  if (!deleted) return ok({ ids, latestDateCovered: end });
  const deletedRecords = rows.map((row) => ({
    deletedDate: row.fields.get('SystemModstamp'),
    id: String(row.fields.get('Id'))
  }));
  return ok({ deletedRecords, earliestDateAvailable: start, latestDateCovered: end });
}

/** `/sobjects/X/updated` and `/sobjects/X/deleted`. */
export function changedResources(resources: RestResources): void {
  resources
    .on('GET', '/sobjects/:object/updated', (call, context) => changed(call, context, false))
    .on('GET', '/sobjects/:object/deleted', (call, context) => changed(call, context, true));
}
