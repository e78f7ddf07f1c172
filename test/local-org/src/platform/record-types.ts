import type { FieldDescribe, ObjectDescribe, PicklistValue, RecordTypeDescribe } from '../schema/schema.ts';
import type { Store } from '../store/store.ts';
import type { UserRights } from './access/rights.ts';

/** The record type that every object has, and records without one show. */
export const MASTER_RECORD_TYPE = '012000000000000AAA';

/** A record type as one user finds it. */
export interface UserRecordType extends RecordTypeDescribe {
  id: string;
  master: boolean;
  /** The user may give it to records. */
  available: boolean;
  /** Records that the user makes without a record type get it. */
  isDefault: boolean;
}

const MASTER: RecordTypeDescribe = {
  developerName: 'Master',
  label: 'Master',
  description: '',
  active: true,
  picklists: new Map()
};

/** The record types of an org's objects. */
export class RecordTypes {
  private readonly store: Store;
  private readonly rights: (userId: string) => UserRights;
  private readonly known = new Map<ObjectDescribe, (RecordTypeDescribe & { id: string })[]>();

  constructor(store: Store, rights: (userId: string) => UserRights) {
    this.store = store;
    this.rights = rights;
  }

  /** The object's own record types with their ids. */
  private own(object: ObjectDescribe): (RecordTypeDescribe & { id: string })[] {
    let own = this.known.get(object);
    if (own === undefined) {
      const sql = 'SELECT "DeveloperName", "Id" FROM "RecordType" WHERE "SobjectType" = ?';
      const ids = new Map(
        object.recordTypes.length === 0 ? [] : (this.store.all(sql, [object.apiName]) as [string, string][])
      );
      own = object.recordTypes.flatMap((type) => {
        const id = ids.get(type.developerName);
        return id === undefined ? [] : [{ ...type, id }];
      });
      this.known.set(object, own);
    }
    return own;
  }

  /** The record types of an object, the master one last. */
  of(object: ObjectDescribe, userId: string): UserRecordType[] {
    const rights = this.rights(userId);
    const own = this.own(object).map((type): UserRecordType => {
      const right = rights.recordType(object, type.developerName);
      const available = type.active && right.available;
      return { ...type, master: false, available, isDefault: available && right.isDefault };
    });
    const isDefault = !own.some((type) => type.isDefault);
    return [...own, { ...MASTER, id: MASTER_RECORD_TYPE, master: true, available: true, isDefault }];
  }

  /** What a new record of the user gets; null for the master record type. */
  defaultOf(object: ObjectDescribe, userId: string): string | null {
    if (object.recordTypes.length === 0) return null;
    return this.of(object, userId).find((type) => type.isDefault && !type.master)?.id ?? null;
  }

  byId(object: ObjectDescribe, id: unknown): RecordTypeDescribe | undefined {
    return object.recordTypes.length === 0 ? undefined : this.own(object).find((type) => type.id === id);
  }

  isAvailable(object: ObjectDescribe, id: unknown, userId: string): boolean {
    return this.of(object, userId).some((type) => type.id === id && type.available);
  }
}

/** The values of a picklist that records of a type may have, with the type's default. */
export function picklistValuesOf(field: FieldDescribe, type: RecordTypeDescribe | undefined): readonly PicklistValue[] {
  const chosen = type?.picklists.get(field.apiName);
  if (chosen === undefined) return field.picklistValues;
  const allowed = new Set(chosen.values);
  return field.picklistValues
    .filter(({ value }) => allowed.has(value))
    .map((value) => ({ ...value, default: value.value === chosen.default }));
}
