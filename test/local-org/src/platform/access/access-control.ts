import type { PermissionSetMetadata } from '../../metadata/project.ts';
import type { FieldDescribe, ObjectDescribe, Schema } from '../../schema/schema.ts';
import type { Visibility } from '../../soql/check.ts';
import { quote } from '../../store/sql.ts';
import type { Sql } from '../../store/sql.ts';
import type { Store } from '../../store/store.ts';
import type { Access } from '../org.ts';
import { rightsOf } from './rights.ts';
import type { UserRights } from './rights.ts';

/** Objects whose rows decide about rights. */
const DECIDING = new Set([
  'User',
  'Profile',
  'PermissionSet',
  'PermissionSetAssignment',
  'ObjectPermissions',
  'FieldPermissions'
]);

/** Object, field and record access of the org's users. Role hierarchy, sharing rules and teams are not emulated. */
export class AccessControl {
  private readonly schema: Schema;
  private readonly store: Store;
  private readonly permissionSets: ReadonlyMap<string, PermissionSetMetadata>;
  private readonly known = new Map<string, UserRights>();

  constructor(schema: Schema, store: Store, permissionSets: readonly PermissionSetMetadata[]) {
    this.schema = schema;
    this.store = store;
    this.permissionSets = new Map(permissionSets.map((set) => [set.name.toLowerCase(), set]));
  }

  /** Rows of the object changed; rights are read afresh when they may have changed with them. */
  changed(object: ObjectDescribe): void {
    if (DECIDING.has(object.apiName)) this.known.clear();
  }

  forget(): void {
    this.known.clear();
  }

  rights(userId: string): UserRights {
    let rights = this.known.get(userId);
    if (rights === undefined) {
      rights = this.read(userId);
      this.known.set(userId, rights);
    }
    return rights;
  }

  private read(userId: string): UserRights {
    const profile = this.store.all(
      `SELECT p."Name" FROM "User" u JOIN "Profile" p ON p."Id" = u."ProfileId" WHERE u."Id" = ?`,
      [userId]
    )[0]?.[0];
    const names = this.store.all(
      `SELECT s."Name" FROM "PermissionSetAssignment" a JOIN "PermissionSet" s ON s."Id" = a."PermissionSetId"
       WHERE a."AssigneeId" = ? AND a."IsDeleted" = 0`,
      [userId]
    );
    const sets = names.flatMap(([name]) => this.permissionSets.get(String(name).toLowerCase()) ?? []);
    return rightsOf(typeof profile === 'string' ? profile : undefined, [...sets, this.storedGrants(userId)]);
  }

  /** What ObjectPermissions and FieldPermissions records grant through the user's permission sets. */
  private storedGrants(userId: string): PermissionSetMetadata {
    const assigned = `g."IsDeleted" = 0 AND g."ParentId" IN (SELECT a."PermissionSetId" FROM "PermissionSetAssignment" a
      WHERE a."AssigneeId" = ? AND a."IsDeleted" = 0)`;
    const objects = this.store.all(
      `SELECT "SobjectType", "PermissionsCreate", "PermissionsRead", "PermissionsEdit", "PermissionsDelete",
       "PermissionsViewAllRecords", "PermissionsModifyAllRecords" FROM "ObjectPermissions" g WHERE ${assigned}`,
      [userId]
    );
    const fields = this.store.all(
      `SELECT "Field", "PermissionsRead", "PermissionsEdit" FROM "FieldPermissions" g WHERE ${assigned}`,
      [userId]
    );
    return {
      name: '',
      label: '',
      description: undefined,
      classes: [],
      customPermissions: [],
      viewAllData: false,
      modifyAllData: false,
      objects: objects.map(([object, ...flags]) => {
        const [create = false, read = false, edit = false, remove = false, viewAll = false, modifyAll = false] =
          flags.map((flag) => flag === 1);
        return { object: String(object), create, read, edit, delete: remove, viewAll, modifyAll };
      }),
      fields: fields.map(([path, read, edit]) => {
        const [object = '', field = ''] = String(path).split('.');
        return { object, field, readable: read === 1, editable: edit === 1 };
      })
    };
  }

  /** What the user's queries may name; undefined where the access is not a user's. */
  visibility(access: Access): Visibility | undefined {
    if (access.mode !== 'user') return undefined;
    const rights = this.rights(access.userId);
    if (rights.administrator) return undefined;
    return {
      object: (object) => rights.object(object).read,
      field: (object: ObjectDescribe, field: FieldDescribe) => rights.field(object, field).read
    };
  }

  /** The rows of the object that may be read, as a condition; undefined for all. */
  rowFilter(object: ObjectDescribe, alias: string, access: Access): Sql | undefined {
    if (access.mode !== 'user' && !access.sharing) return undefined;
    return this.shared(object, alias, access.userId, 'read', 0);
  }

  /** Which of the ids the user may read, or change and delete; undefined for all. */
  reachable(
    object: ObjectDescribe,
    ids: readonly string[],
    access: Access,
    use: 'read' | 'edit'
  ): Set<string> | undefined {
    if (access.mode !== 'user' && !access.sharing) return undefined;
    const filter = this.shared(object, 't', access.userId, use, 0);
    if (filter === undefined) return undefined;
    const sql = `SELECT t."Id" FROM ${quote(object.apiName)} t WHERE t."Id" IN (SELECT value FROM json_each(?)) AND ${filter.sql}`;
    return new Set(this.store.all(sql, [JSON.stringify(ids), ...filter.params]).map((row) => row[0] as string));
  }

  private shared(
    object: ObjectDescribe,
    alias: string,
    userId: string,
    use: 'read' | 'edit',
    depth: number
  ): Sql | undefined {
    if (object.kind !== 'custom' && object.kind !== 'standard') return undefined;
    const rights = this.rights(userId).object(object);
    if (rights.modifyAll || (use === 'read' && rights.viewAll)) return undefined;
    const master = [...object.fields.values()].find((field) => field.masterDetail);
    if (master !== undefined || object.sharingModel === 'ControlledByParent') {
      return master === undefined ? undefined : this.throughParent(master, alias, userId, use, depth);
    }
    const open = object.sharingModel === 'ReadWrite' || (use === 'read' && object.sharingModel === 'Read');
    if (open || !object.fields.has('ownerid')) return undefined;
    return {
      sql: `(${alias}."OwnerId" = ? OR ${alias}."OwnerId" IN (SELECT "GroupId" FROM "GroupMember" WHERE "UserOrGroupId" = ? AND "IsDeleted" = 0))`,
      params: [userId, userId]
    };
  }

  private throughParent(
    master: FieldDescribe,
    alias: string,
    userId: string,
    use: 'read' | 'edit',
    depth: number
  ): Sql | undefined {
    const parent = this.schema.object(master.referenceTo[0] ?? '');
    const parentAlias = `m${depth}_${alias}`;
    const filter = parent && this.shared(parent, parentAlias, userId, use, depth + 1);
    if (parent === undefined || filter === undefined) return undefined;
    return {
      sql: `EXISTS (SELECT 1 FROM ${quote(parent.apiName)} ${parentAlias} WHERE ${parentAlias}."Id" = ${alias}.${quote(master.apiName)} AND ${filter.sql})`,
      params: filter.params
    };
  }
}
