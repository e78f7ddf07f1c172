import type { ObjectPermission, PermissionSetMetadata } from '../../metadata/project.ts';
import type { FieldDescribe, ObjectDescribe } from '../../schema/schema.ts';

/** Profiles of the local org. Custom profiles are not emulated: permission sets carry what a package grants. */
export const PROFILES = {
  administrator: 'System Administrator',
  standard: 'Standard User',
  minimum: 'Minimum Access - Salesforce'
} as const;

export interface ObjectRights {
  create: boolean;
  read: boolean;
  edit: boolean;
  delete: boolean;
  viewAll: boolean;
  modifyAll: boolean;
}

/** What one user may do. */
export interface UserRights {
  administrator: boolean;
  object(object: ObjectDescribe): ObjectRights;
  field(object: ObjectDescribe, field: FieldDescribe): { read: boolean; edit: boolean };
  customPermission(name: string): boolean;
  /** Apex classes that permission sets open; administrators may use all. */
  apexClass(name: string): boolean;
}

const ALL: ObjectRights = { create: true, read: true, edit: true, delete: true, viewAll: true, modifyAll: true };
const NONE: ObjectRights = { create: false, read: false, edit: false, delete: false, viewAll: false, modifyAll: false };
const READ: ObjectRights = { ...NONE, read: true };
const EVERYDAY: ObjectRights = { ...ALL, viewAll: false, modifyAll: false };

const ADMINISTRATOR: UserRights = {
  administrator: true,
  object: () => ALL,
  field: (_, field) => ({ read: true, edit: field.createable || field.updateable }),
  customPermission: () => true,
  apexClass: () => true
};

function union(a: ObjectRights, b: ObjectPermission): ObjectRights {
  return {
    create: a.create || b.create,
    read: a.read || b.read,
    edit: a.edit || b.edit,
    delete: a.delete || b.delete,
    viewAll: a.viewAll || b.viewAll || b.modifyAll,
    modifyAll: a.modifyAll || b.modifyAll
  };
}

/** Custom permissions come from permission sets alone, for administrators too. */
function grantsCustom(sets: readonly PermissionSetMetadata[], name: string): boolean {
  return sets.some((set) => set.customPermissions.some((entry) => entry.toLowerCase() === name.toLowerCase()));
}

/** Objects that everybody reads: set-up, custom metadata, settings. */
function readByAll(object: ObjectDescribe): boolean {
  return object.setup || ['customMetadata', 'listSetting', 'hierarchySetting'].includes(object.kind);
}

/** Fields that no permission takes away from someone who sees the object. */
function alwaysVisible(field: FieldDescribe): boolean {
  return (
    field.nameField ||
    field.masterDetail ||
    (!field.nillable && field.type !== 'boolean') ||
    field.apiName === 'IsDeleted'
  );
}

class GrantedRights implements UserRights {
  readonly administrator = false;
  private readonly standardProfile: boolean;
  private readonly sets: readonly PermissionSetMetadata[];
  private readonly objects = new Map<string, ObjectRights>();
  private readonly fields = new Map<string, { read: boolean; edit: boolean }>();

  constructor(standardProfile: boolean, sets: readonly PermissionSetMetadata[]) {
    this.standardProfile = standardProfile;
    this.sets = sets;
    for (const set of sets) {
      for (const permission of set.objects) {
        const key = permission.object.toLowerCase();
        this.objects.set(key, union(this.objects.get(key) ?? NONE, permission));
      }
      for (const permission of set.fields) {
        const key = `${permission.object}.${permission.field}`.toLowerCase();
        const known = this.fields.get(key);
        const edit = known?.edit === true || permission.editable;
        this.fields.set(key, { read: edit || known?.read === true || permission.readable, edit });
      }
    }
  }

  object(object: ObjectDescribe): ObjectRights {
    if (readByAll(object)) return READ;
    const granted = this.objects.get(object.apiName.toLowerCase());
    const base = this.standardProfile && object.kind === 'standard' ? EVERYDAY : NONE;
    const rights = granted === undefined ? base : union(base, { object: object.apiName, ...granted });
    const viewAll = rights.viewAll || this.sets.some((set) => set.viewAllData);
    const modifyAll = rights.modifyAll || this.sets.some((set) => set.modifyAllData);
    return { ...rights, read: rights.read || viewAll, viewAll, modifyAll };
  }

  field(object: ObjectDescribe, field: FieldDescribe): { read: boolean; edit: boolean } {
    const writeable = field.createable || field.updateable;
    if (readByAll(object)) return { read: true, edit: false };
    // Events have no field-level security.
    if (object.kind === 'event') return { read: true, edit: writeable };
    const open = alwaysVisible(field) || (this.standardProfile && object.kind === 'standard' && !field.custom);
    if (open) return { read: true, edit: writeable };
    const granted = this.fields.get(`${object.apiName}.${field.apiName}`.toLowerCase());
    return { read: granted?.read === true, edit: granted?.edit === true && writeable };
  }

  customPermission(name: string): boolean {
    return grantsCustom(this.sets, name);
  }

  apexClass(name: string): boolean {
    return this.sets.some((set) => set.classes.some((entry) => entry.toLowerCase() === name.toLowerCase()));
  }
}

/** The rights of a user by profile and permission sets; a user without profile is the platform itself. */
export function rightsOf(profile: string | undefined, sets: readonly PermissionSetMetadata[]): UserRights {
  if (profile === undefined) return ADMINISTRATOR;
  if (profile === PROFILES.administrator) {
    return { ...ADMINISTRATOR, customPermission: (name) => grantsCustom(sets, name) };
  }
  return new GrantedRights(profile === PROFILES.standard, sets);
}
