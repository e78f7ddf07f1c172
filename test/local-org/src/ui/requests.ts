import type { Request } from 'express';
import { OrgError, type Org } from '../platform/org.ts';
import type { ObjectDescribe } from '../schema/schema.ts';

/** The object of a record by the prefix of its id. Throws NOT_FOUND. */
export function objectOfId(org: Org, id: string): ObjectDescribe {
  const object = org.schema.byKeyPrefix(id.slice(0, 3));
  if (object === undefined || !/^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(id)) {
    throw new OrgError('NOT_FOUND', `There is no record with the id ${id.slice(0, 18)}.`);
  }
  return object;
}

/** An object by its API name. Throws NOT_FOUND. */
export function objectNamed(org: Org, name: string): ObjectDescribe {
  const object = org.schema.object(name);
  if (object === undefined) {
    throw new OrgError('NOT_FOUND', `There is no object ${name}.`);
  }
  return object;
}

/** A query parameter that stands once; '' without one. */
export function parameter(request: Request, name: string): string {
  const value = request.query[name];
  return typeof value === 'string' ? value : '';
}

export function cookie(request: Request, name: string): string | undefined {
  const pair = (request.get('cookie') ?? '').split(/;\s*/).find((each) => each.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}
