import type { PermissionSetMetadata, RoleMetadata, SharingRule } from '../../metadata/project.ts';
import type { FieldDescribe, ObjectDescribe, Schema } from '../../schema/schema.ts';
import type { Visibility } from '../../soql/check.ts';
import type { SqlContext } from '../../soql/where.ts';
import { quote } from '../../store/sql.ts';
import type { Sql, SqlValue } from '../../store/sql.ts';
import type { Store } from '../../store/store.ts';
import type { Access } from '../org.ts';
import { rightsOf } from './rights.ts';
import type { Grants, UserRights } from './rights.ts';
import { Sharing } from './sharing.ts';
import type { Use } from './sharing.ts';

/** Objects whose rows decide about rights. */
const DECIDING = new Set([
  'User',
  'UserRole',
  'Profile',
  'PermissionSet',
  'PermissionSetAssignment',
  'PermissionSetGroup',
  'PermissionSetGroupComponent',
  'ObjectPermissions',
  'FieldPermissions',
  'SetupEntityAccess',
  'Group',
  'GroupMember'
]);

/** The permission sets of a user: assigned, in assigned groups, and his profile's. */
const ASSIGNED = `(SELECT a."PermissionSetId" FROM "PermissionSetAssignment" a
    WHERE a."AssigneeId" = ?1 AND a."IsDeleted" = 0
  UNION SELECT c."PermissionSetId" FROM "PermissionSetAssignment" a
    JOIN "PermissionSetGroupComponent" c ON c."PermissionSetGroupId" = a."PermissionSetGroupId" AND c."IsDeleted" = 0
    WHERE a."AssigneeId" = ?1 AND a."IsDeleted" = 0
  UNION SELECT s."Id" FROM "PermissionSet" s JOIN "User" u ON u."ProfileId" = s."ProfileId" WHERE u."Id" = ?1)`;

export interface AccessContext {
  schema: Schema;
  store: Store;
  sharingRules: readonly SharingRule[];
  roles: readonly RoleMetadata[];
  /** Which record types they assign is told by metadata alone: no rows show it. */
  profiles: readonly PermissionSetMetadata[];
  permissionSets: readonly PermissionSetMetadata[];
  sqlContext(): SqlContext;
}

/** Object, field and record access of the org's users. */
export class AccessControl {
  private readonly store: Store;
  private readonly known = new Map<string, UserRights>();
  private readonly sharing: Sharing;
  private readonly profiles: ReadonlyMap<string, PermissionSetMetadata>;
  private readonly permissionSets: ReadonlyMap<string, PermissionSetMetadata>;
  private readonly assignedObjects: ReadonlySet<string>;

  constructor(context: AccessContext) {
    this.store = context.store;
    const { profiles, permissionSets } = context;
    this.profiles = new Map(profiles.map((profile) => [profile.name, profile]));
    this.permissionSets = new Map(permissionSets.map((set) => [set.name, set]));
    this.assignedObjects = new Set(
      [...profiles, ...permissionSets].flatMap((set) => set.recordTypes.map((type) => type.object))
    );
    this.sharing = new Sharing({
      schema: context.schema,
      store: context.store,
      rules: context.sharingRules,
      roles: context.roles,
      rights: (userId) => this.rights(userId),
      sqlContext: () => context.sqlContext()
    });
  }

  /** Rows of the object changed; rights are read afresh when they may have changed with them. */
  changed(object: ObjectDescribe): void {
    if (DECIDING.has(object.apiName)) this.forget();
  }

  forget(): void {
    this.known.clear();
    this.sharing.forget();
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
    return rightsOf(typeof profile === 'string' ? profile : undefined, this.grants(userId));
  }

  private granted(columns: string, from: string, userId: string): SqlValue[][] {
    return this.store.all(`SELECT ${columns} FROM ${from} AND g."ParentId" IN ${ASSIGNED}`, [userId]);
  }

  /** The metadata of the user's profile and permission sets, for what no rows show. */
  private metadataOf(userId: string): PermissionSetMetadata[] {
    const sql = `SELECT s."Name", p."Name" FROM "PermissionSet" s LEFT JOIN "Profile" p ON p."Id" = s."ProfileId"
      WHERE s."Id" IN ${ASSIGNED}`;
    return this.store.all(sql, [userId]).flatMap(([set, profile]) => {
      const found = profile === null ? this.permissionSets.get(String(set)) : this.profiles.get(String(profile));
      return found ?? [];
    });
  }

  /** What the rows of the user's profile and permission sets grant. */
  private grants(userId: string): Grants {
    const objects = this.granted(
      `"SobjectType", "PermissionsCreate", "PermissionsRead", "PermissionsEdit", "PermissionsDelete",
       "PermissionsViewAllRecords", "PermissionsModifyAllRecords"`,
      '"ObjectPermissions" g WHERE g."IsDeleted" = 0',
      userId
    );
    const fields = this.granted(
      '"Field", "PermissionsRead", "PermissionsEdit"',
      '"FieldPermissions" g WHERE g."IsDeleted" = 0',
      userId
    );
    const names = (object: string, column: string): string[] =>
      this.granted(
        `e.${quote(column)}`,
        `"SetupEntityAccess" g JOIN ${quote(object)} e ON e."Id" = g."SetupEntityId" WHERE g."IsDeleted" = 0`,
        userId
      ).map(([name]) => String(name));
    const all = this.store.all(
      `SELECT MAX("PermissionsViewAllData"), MAX("PermissionsModifyAllData") FROM "PermissionSet" WHERE "Id" IN ${ASSIGNED}`,
      [userId]
    )[0];
    const metadata = this.metadataOf(userId);
    const modifyAllData = all?.[1] === 1;
    return {
      classes: names('ApexClass', 'Name'),
      customPermissions: names('CustomPermission', 'DeveloperName'),
      recordTypes: metadata.flatMap((set) => set.recordTypes),
      viewEncryptedData: metadata.some((set) => set.viewEncryptedData),
      assignedObjects: this.assignedObjects,
      viewAllData: modifyAllData || all?.[0] === 1,
      modifyAllData,
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
    return this.sharing.filter(object, alias, access.userId, 'read');
  }

  /** Which of the ids the user may read, edit or delete; undefined for all. */
  reachable(object: ObjectDescribe, ids: readonly string[], access: Access, use: Use): Set<string> | undefined {
    if (access.mode !== 'user' && !access.sharing) return undefined;
    const filter = this.sharing.filter(object, 't', access.userId, use);
    if (filter === undefined) return undefined;
    const sql = `SELECT t."Id" FROM ${quote(object.apiName)} t WHERE t."Id" IN (SELECT value FROM json_each(?)) AND ${filter.sql}`;
    return new Set(this.store.all(sql, [JSON.stringify(ids), ...filter.params]).map((row) => row[0] as string));
  }
}
