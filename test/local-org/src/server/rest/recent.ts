import type { ObjectDescribe } from '../../schema/schema.ts';
import { nameFieldOf } from '../../schema/schema.ts';
import { recentlySeen } from '../../platform/recent-records.ts';
import { parseSoql } from '../../soql/parse.ts';
import type { ServerContext } from '../context.ts';
import type { ResourceCall } from './resources.ts';

/** What the user looked at and may still see, the last first, with names. */
export function recentItems(
  call: ResourceCall,
  context: ServerContext,
  limit: number,
  object?: ObjectDescribe
): Record<string, unknown>[] {
  const { org } = context;
  return recentlySeen(org, call.access.userId, object)
    .slice(0, limit)
    .flatMap(({ object: type, id }) => {
      const name = nameFieldOf(type)?.apiName;
      const query = parseSoql(`SELECT Id${name === undefined ? '' : `, ${name}`} FROM ${type.apiName} WHERE Id = :id`);
      if (!org.rights(call.access.userId).object(type).read) return [];
      const [row] = org.query(query, [id], call.access).rows;
      const url = `/services/data/${call.version}/sobjects/${type.apiName}/${id}`;
      return row === undefined
        ? []
        : [
            {
              attributes: { type: type.apiName, url },
              Id: id,
              ...(name === undefined ? {} : { [name]: row.fields.get(name) ?? null })
            }
          ];
    });
}
