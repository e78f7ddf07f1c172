import type { PermissionSetMetadata, Project } from '../../metadata/project.ts';
import type { FieldValue, ObjectDescribe } from '../../schema/schema.ts';
import type { Store, StoredRow } from '../../store/store.ts';
import type { SystemRows } from '../base-data.ts';
import { PROFILES, standardRights } from './rights.ts';

type Values = Record<string, FieldValue>;

/**
 * Rows as metadata says them, written over what is stored for the same key. A permission set (`whole`) has no others, as
 * after its deployment; a profile keeps what its file does not name.
 */
function syncRows(
  rows: SystemRows,
  store: Store,
  object: ObjectDescribe | undefined,
  key: string[],
  { wanted, whole }: { wanted: Values[]; whole: readonly string[] }
): void {
  if (object === undefined || wanted.length + whole.length === 0) return;
  const keyOf = (get: (name: string) => FieldValue | undefined): string =>
    key.map((name) => String(get(name)).toLowerCase()).join('|');
  const parents = [...new Set([...wanted.map((values) => values.ParentId ?? null), ...whole])];
  const known = new Map<string, StoredRow>(
    store.find(object, 'ParentId', parents, true).map((row) => [keyOf((name) => row.get(name)), row])
  );
  for (const values of wanted) {
    const row = known.get(keyOf((name) => values[name]));
    if (row === undefined) rows.insert(object.apiName, values);
    else if (Object.entries(values).some(([name, value]) => row.get(name) !== value)) {
      rows.update(object.apiName, row.get('Id') as string, values);
    }
  }
  const kept = new Set(wanted.map((values) => keyOf((name) => values[name])));
  for (const [at, row] of known) {
    if (!kept.has(at) && whole.includes(String(row.get('ParentId'))))
      rows.delete(object.apiName, row.get('Id') as string);
  }
}

function objectRows(parent: string, permissions: PermissionSetMetadata['objects']): Values[] {
  return permissions.map((permission) => ({
    ParentId: parent,
    SobjectType: permission.object,
    PermissionsCreate: permission.create,
    PermissionsRead: permission.read,
    PermissionsEdit: permission.edit,
    PermissionsDelete: permission.delete,
    PermissionsViewAllRecords: permission.viewAll,
    PermissionsModifyAllRecords: permission.modifyAll
  }));
}

function fieldRows(parent: string, set: PermissionSetMetadata): Values[] {
  return set.fields.map((permission) => ({
    ParentId: parent,
    SobjectType: permission.object,
    Field: `${permission.object}.${permission.field}`,
    PermissionsRead: permission.readable || permission.editable,
    PermissionsEdit: permission.editable
  }));
}

/** What a set grants becomes the rows that Salesforce shows for it; rights are read from these rows. */
class GrantWriter {
  private readonly rows: SystemRows;
  private readonly project: Project;
  private readonly store: Store;

  constructor(rows: SystemRows, project: Project, store: Store) {
    this.rows = rows;
    this.project = project;
    this.store = store;
  }

  private idsByName(objectName: string, field: string): Map<string, string> {
    const object = this.project.schema.object(objectName);
    if (object === undefined) return new Map();
    const sql = `SELECT "${field}", "Id" FROM "${object.apiName}"`;
    return new Map(this.store.all(sql).map(([name, id]) => [String(name).toLowerCase(), String(id)]));
  }

  private entityRows(granted: readonly (readonly [parent: string, set: PermissionSetMetadata])[]): Values[] {
    const classes = this.idsByName('ApexClass', 'Name');
    const permissions = this.idsByName('CustomPermission', 'DeveloperName');
    return granted.flatMap(([parent, set]) =>
      [
        ...set.classes.map((name) => [classes.get(name.toLowerCase()), 'ApexClass'] as const),
        ...set.customPermissions.map((name) => [permissions.get(name.toLowerCase()), 'CustomPermission'] as const)
      ].flatMap(([id, type]): Values[] =>
        id === undefined ? [] : [{ ParentId: parent, SetupEntityId: id, SetupEntityType: type }]
      )
    );
  }

  /** What the profiles that every org has give of standard objects. */
  private standardRows(profiles: readonly (readonly [parent: string, name: string])[]): Values[] {
    const objects = this.project.schema.objects.filter(
      (object) => object.kind === 'standard' && !object.setup && object.share !== true
    );
    return profiles.flatMap(([parent, name]) =>
      objects.flatMap((object): Values[] => {
        const rights = standardRights(name, object);
        return rights.read ? objectRows(parent, [{ object: object.apiName, ...rights }]) : [];
      })
    );
  }

  write(
    granted: readonly (readonly [parent: string, set: PermissionSetMetadata])[],
    profiles: readonly (readonly [parent: string, name: string])[],
    whole: readonly string[]
  ): void {
    const { rows, store } = this;
    const object = (name: string): ObjectDescribe | undefined => this.project.schema.object(name);
    const stated = granted.flatMap(([parent, set]) => objectRows(parent, set.objects));
    const known = new Set(stated.map((values) => `${String(values.ParentId)} ${String(values.SobjectType)}`));
    const standard = this.standardRows(profiles).filter(
      (values) => !known.has(`${String(values.ParentId)} ${String(values.SobjectType)}`)
    );
    const objects = [...stated, ...standard];
    const fields = granted.flatMap(([parent, set]) => fieldRows(parent, set));
    const entities = this.entityRows(granted);
    syncRows(rows, store, object('ObjectPermissions'), ['ParentId', 'SobjectType'], { wanted: objects, whole });
    syncRows(rows, store, object('FieldPermissions'), ['ParentId', 'Field'], { wanted: fields, whole });
    syncRows(rows, store, object('SetupEntityAccess'), ['ParentId', 'SetupEntityId'], { wanted: entities, whole });
  }
}

/** The permission set that stands for a profile. */
function profileSet(rows: SystemRows, name: string, set: PermissionSetMetadata | undefined): string {
  const profile = rows.ensure('Profile', 'Name', {
    Name: name,
    UserType: 'Standard',
    PermissionsViewAllData: name === PROFILES.administrator || set?.viewAllData === true,
    PermissionsModifyAllData: name === PROFILES.administrator || set?.modifyAllData === true,
    PermissionsApiEnabled: true
  });
  return rows.ensure('PermissionSet', 'ProfileId', {
    Name: `X${profile.slice(0, 15)}`,
    Label: profile.slice(0, 15),
    ProfileId: profile,
    IsOwnedByProfile: true,
    IsCustom: false,
    Type: 'Profile',
    PermissionsViewAllData: set?.viewAllData === true,
    PermissionsModifyAllData: set?.modifyAllData === true
  });
}

function permissionSet(rows: SystemRows, set: PermissionSetMetadata, namespace: string | null): string {
  return rows.ensure('PermissionSet', 'Name', {
    Name: set.name,
    Label: set.label,
    Description: set.description ?? null,
    NamespacePrefix: namespace,
    IsCustom: true,
    Type: 'Regular',
    PermissionsViewAllData: set.viewAllData,
    PermissionsModifyAllData: set.modifyAllData
  });
}

function ensureGroups(rows: SystemRows, project: Project, store: Store, sets: ReadonlyMap<string, string>): void {
  const component = project.schema.object('PermissionSetGroupComponent');
  for (const group of project.permissionSetGroups) {
    const id = rows.ensure('PermissionSetGroup', 'DeveloperName', {
      DeveloperName: group.name,
      MasterLabel: group.label,
      Description: group.description ?? null,
      Status: 'Updated'
    });
    const known = new Set(
      component && store.find(component, 'PermissionSetGroupId', [id]).map((row) => row.get('PermissionSetId'))
    );
    for (const name of group.permissionSets) {
      const set = sets.get(name.replace(/^\w+?__/, '').toLowerCase()) ?? sets.get(name.toLowerCase());
      if (set === undefined || known.has(set)) continue;
      rows.insert('PermissionSetGroupComponent', { PermissionSetGroupId: id, PermissionSetId: set });
    }
  }
}

/** Profiles, permission sets and their groups, with the rows that show what they grant. */
export function ensureGrants(rows: SystemRows, project: Project, store: Store): void {
  const namespace = project.namespace === '' ? null : project.namespace;
  const byProfile = new Map(project.profiles.map((profile) => [profile.name, profile]));
  const names = new Set([...Object.values(PROFILES), ...byProfile.keys()]);
  const profiles = [...names].map((name) => [profileSet(rows, name, byProfile.get(name)), name] as const);
  const sets = project.permissionSets.map((set) => [permissionSet(rows, set, namespace), set] as const);
  const ofProfiles = profiles.flatMap(([id, name]) => {
    const profile = byProfile.get(name);
    return profile === undefined ? [] : [[id, profile] as const];
  });
  new GrantWriter(rows, project, store).write(
    [...ofProfiles, ...sets],
    profiles,
    sets.map(([id]) => id)
  );
  ensureGroups(rows, project, store, new Map(sets.map(([id, set]) => [set.name.toLowerCase(), id])));
}
