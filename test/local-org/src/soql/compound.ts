import type { FieldDescribe } from '../schema/schema.ts';
import { literal, quote } from '../store/sql.ts';
import type { JoinedTable } from './scope.ts';

/** The parts of a compound field: its JSON keys and the columns that hold them. */
export function compoundParts(table: Pick<JoinedTable, 'object'>, field: FieldDescribe): [key: string, name: string][] {
  const parts: [string, string][] =
    field.type === 'location'
      ? [
          ['latitude', field.apiName.replace(/__c$/i, '__Latitude__s')],
          ['longitude', field.apiName.replace(/__c$/i, '__Longitude__s')]
        ]
      : [
          'City',
          'Country',
          'CountryCode',
          'GeocodeAccuracy',
          'Latitude',
          'Longitude',
          'PostalCode',
          'State',
          'StateCode',
          'Street'
        ].map((part) => [part.charAt(0).toLowerCase() + part.slice(1), field.apiName.replace(/Address$/, part)]);
  return parts.filter(([, name]) => table.object.fields.has(name.toLowerCase()));
}

/** A compound field as JSON text; null where all its parts are. */
export function compoundSql(table: JoinedTable, field: FieldDescribe): string {
  const parts = compoundParts(table, field).map(
    ([key, name]) => [literal(key), `${table.alias}.${quote(name)}`] as const
  );
  if (parts.length === 0) return 'NULL';
  const pairs = parts.map(([key, column]) => `${key},${column}`).join(',');
  return `CASE WHEN coalesce(${parts.map(([, column]) => column).join(',')}) IS NULL THEN NULL ELSE json_object(${pairs}) END`;
}
