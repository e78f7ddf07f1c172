import type { DmlCall } from './dml.ts';

/** API names of what a transaction has saved first, of either kind. */
export interface DmlKinds {
  setup: string | null;
  other: string | null;
}

/**
 * Objects that decide who may see what, and so cannot be saved together with others. Those that no local org has are left
 * out. Source: Apex Developer Guide, "sObjects That Can't Be Used Together in DML Operations".
 */
const SETUP = new Set([
  'FieldPermissions',
  'Group',
  'GroupMember',
  'ObjectPermissions',
  'PermissionSet',
  'PermissionSetAssignment',
  'PermissionSetGroup',
  'PermissionSetGroupComponent',
  'QueueSobject',
  'SetupEntityAccess',
  'User',
  'UserRole'
]);
/** A user may be updated beside other objects as long as none of these changes. */
const USER_ACCESS = ['UserRoleId', 'IsActive', 'ForecastEnabled', 'IsPortalEnabled', 'Username', 'ProfileId'];

export const noDml = (): DmlKinds => ({ setup: null, other: null });

/** Whether this row counts as a change of set-up; null where it goes with everything. */
function isSetup(operation: DmlCall['operation'], record: DmlCall['records'][number]): boolean | null {
  const object = record.object.apiName;
  if (!SETUP.has(object)) {
    return false;
  }
  const adds = operation === 'insert' || (operation === 'upsert' && record.id === null);
  if (object === 'Group') {
    return operation === 'delete' || operation === 'undelete' ? true : null;
  }
  if (object === 'User') {
    const touches = adds
      ? (record.fields.get('UserRoleId') ?? null) !== null
      : USER_ACCESS.some((name) => record.fields.has(name));
    return touches ? true : null;
  }
  return true;
}

/** Notes what the statement saves; the message for the first row that does not go with what was saved before. */
export function mixedDml(
  saved: DmlKinds,
  { operation, records }: Pick<DmlCall, 'operation' | 'records'>
): { index: number; message: string } | null {
  for (const [index, record] of records.entries()) {
    const setup = isSetup(operation, record);
    if (setup === null) {
      continue;
    }
    const object = record.object.apiName;
    const original = setup ? saved.other : saved.setup;
    if (original !== null) {
      const message = `DML operation on setup object is not permitted after you have updated a non-setup object (or vice versa): ${object}, original object: ${original}`;
      return { index, message };
    }
    saved[setup ? 'setup' : 'other'] ??= object;
  }
  return null;
}
