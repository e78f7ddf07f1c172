import type { ObjectPermission, PermissionSetMetadata } from '../../metadata/project.ts';
import type { FieldDescribe, ObjectDescribe } from '../../schema/schema.ts';

/** Profiles that every org has; projects bring their own. */
export const PROFILES = {
  administrator: 'System Administrator',
  standard: 'Standard User',
  minimum: 'Minimum Access - Salesforce',
  readOnly: 'Read Only',
  marketing: 'Marketing User',
  contracts: 'Contract Manager',
  solutions: 'Solution Manager',
  platform: 'Standard Platform User'
} as const;

/** What profiles and permission sets grant together. */
export type Grants = Omit<PermissionSetMetadata, 'name' | 'label' | 'description'>;

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
/** Standard profiles but the administrator's leave the deletion of cases to others. */
const UNDELETABLE = new Set(['Case']);
const READ: ObjectRights = { ...NONE, read: true };
const EVERYDAY: ObjectRights = { ...ALL, viewAll: false, modifyAll: false };

/** Every profile has "Access Activities". */
const ACTIVITIES = new Set(['Task', 'Event']);

/** What a profile gives of standard objects and their standard fields. */
const STANDARD_OBJECTS: Partial<Record<string, ObjectRights>> = {
  [PROFILES.standard]: EVERYDAY,
  [PROFILES.marketing]: EVERYDAY,
  [PROFILES.contracts]: EVERYDAY,
  [PROFILES.solutions]: EVERYDAY,
  [PROFILES.platform]: EVERYDAY,
  [PROFILES.readOnly]: READ
};

/** What a profile that every org has gives of a standard object. */
export function standardRights(profile: string, object: ObjectDescribe): ObjectRights {
  if (profile === PROFILES.administrator) return ALL;
  return ACTIVITIES.has(object.apiName) ? EVERYDAY : standardOf(STANDARD_OBJECTS[profile] ?? NONE, object);
}

function standardOf(rights: ObjectRights, object: ObjectDescribe): ObjectRights {
  return UNDELETABLE.has(object.apiName) ? { ...rights, delete: false } : rights;
}

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

const ADDRESS_PART =
  /(?:Street|City|State|PostalCode|Country|StateCode|CountryCode|Latitude|Longitude|GeocodeAccuracy)$/;

/** Field-level security of an address is that of the whole: `ShippingStreet` has that of `ShippingAddress`. */
const compoundOf = (name: string): string => name.replace(ADDRESS_PART, 'Address');

const has = (names: readonly string[], name: string): boolean =>
  names.some((entry) => entry.toLowerCase() === name.toLowerCase());

class GrantedRights implements UserRights {
  readonly administrator = false;
  private readonly standard: ObjectRights | undefined;
  private readonly grants: Grants;
  private readonly objects = new Map<string, ObjectRights>();
  private readonly fields = new Map<string, { read: boolean; edit: boolean }>();

  constructor(standard: ObjectRights | undefined, grants: Grants) {
    this.standard = standard;
    this.grants = grants;
    for (const permission of grants.objects) {
      const key = permission.object.toLowerCase();
      this.objects.set(key, union(this.objects.get(key) ?? NONE, permission));
    }
    for (const permission of grants.fields) {
      const key = `${permission.object}.${permission.field}`.toLowerCase();
      const known = this.fields.get(key);
      const edit = known?.edit === true || permission.editable;
      this.fields.set(key, { read: edit || known?.read === true || permission.readable, edit });
    }
  }

  object(object: ObjectDescribe): ObjectRights {
    if (readByAll(object)) return READ;
    if (object.share === true || ACTIVITIES.has(object.apiName)) return EVERYDAY;
    const granted = this.objects.get(object.apiName.toLowerCase());
    const base = object.kind === 'standard' ? standardOf(this.standard ?? NONE, object) : NONE;
    const rights = granted === undefined ? base : union(base, { object: object.apiName, ...granted });
    const viewAll = rights.viewAll || this.grants.viewAllData;
    const modifyAll = rights.modifyAll || this.grants.modifyAllData;
    return { ...rights, read: rights.read || viewAll, viewAll, modifyAll };
  }

  field(object: ObjectDescribe, field: FieldDescribe): { read: boolean; edit: boolean } {
    const writeable = field.createable || field.updateable;
    if (readByAll(object)) return { read: true, edit: false };
    // Events and shares have no field-level security.
    if (object.kind === 'event' || object.share === true) return { read: true, edit: writeable };
    if (alwaysVisible(field)) return { read: true, edit: writeable };
    const byProfile =
      this.standard !== undefined && object.kind === 'standard' && !field.custom && field.hiddenByDefault !== true;
    if (byProfile) return { read: true, edit: writeable };
    const granted = this.granted(object, field.apiName) ?? this.granted(object, compoundOf(field.apiName));
    return { read: granted?.read === true, edit: granted?.edit === true && writeable };
  }

  private granted(object: ObjectDescribe, name: string): { read: boolean; edit: boolean } | undefined {
    return this.fields.get(`${object.apiName}.${name}`.toLowerCase());
  }

  customPermission(name: string): boolean {
    return has(this.grants.customPermissions, name);
  }

  apexClass(name: string): boolean {
    return has(this.grants.classes, name);
  }
}

/**
 * The rights of a user by profile and grants. Automated Process has no profile: in user mode it may what permission sets
 * grant it. Custom permissions must be granted to administrators too.
 */
export function rightsOf(profile: string | undefined, grants: Grants): UserRights {
  if (profile === PROFILES.administrator) {
    return { ...ADMINISTRATOR, customPermission: (name) => has(grants.customPermissions, name) };
  }
  return new GrantedRights(profile === undefined ? undefined : STANDARD_OBJECTS[profile], grants);
}
