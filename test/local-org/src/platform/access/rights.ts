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
export interface Grants extends Omit<PermissionSetMetadata, 'name' | 'label' | 'description'> {
  /** Objects whose record types some profile or permission set of the project assigns. */
  assignedObjects: ReadonlySet<string>;
}

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
  /** Sees encrypted texts in APIs and on pages; administrators do not by themselves. */
  readonly viewEncryptedData: boolean;
  /** Whether the user may give a record type to records, and gets it for his own ones. */
  recordType(object: ObjectDescribe, developerName: string): { available: boolean; isDefault: boolean };
}

const ALL: ObjectRights = { create: true, read: true, edit: true, delete: true, viewAll: true, modifyAll: true };
const NONE: ObjectRights = { create: false, read: false, edit: false, delete: false, viewAll: false, modifyAll: false };
const READ: ObjectRights = { ...NONE, read: true };
const EVERYDAY: ObjectRights = { ...ALL, viewAll: false, modifyAll: false };

const NO_DELETE: ObjectRights = { ...EVERYDAY, delete: false };

/** Rights of a standard profile on standard objects, where they are not those of every day. */
type StandardObjects = { base: ObjectRights; except: Partial<Record<string, ObjectRights>> };

const USER_OBJECTS: StandardObjects['except'] = {
  Campaign: READ,
  Case: NO_DELETE,
  Lead: NO_DELETE,
  Pricebook2: READ,
  PricebookEntry: READ,
  Product2: READ
};

const STANDARD_OBJECTS: Partial<Record<string, StandardObjects>> = {
  [PROFILES.standard]: { base: EVERYDAY, except: USER_OBJECTS },
  [PROFILES.marketing]: { base: EVERYDAY, except: { ...USER_OBJECTS, Campaign: EVERYDAY } },
  [PROFILES.contracts]: { base: EVERYDAY, except: USER_OBJECTS },
  [PROFILES.solutions]: { base: EVERYDAY, except: USER_OBJECTS },
  [PROFILES.platform]: { base: EVERYDAY, except: USER_OBJECTS },
  [PROFILES.readOnly]: { base: READ, except: {} }
};

/** Every profile has "Access Activities". */
const ACTIVITIES = new Set(['Task', 'Event']);

/** What a profile that every org has gives of a standard object. */
export function standardRights(profile: string, object: ObjectDescribe): ObjectRights {
  if (profile === PROFILES.administrator) return ALL;
  return ACTIVITIES.has(object.apiName) ? EVERYDAY : standardOf(STANDARD_OBJECTS[profile], object);
}

function standardOf(standard: StandardObjects | undefined, object: ObjectDescribe): ObjectRights {
  return standard?.except[object.apiName] ?? standard?.base ?? NONE;
}

const ADMINISTRATOR: Omit<UserRights, 'customPermission' | 'recordType' | 'viewEncryptedData'> = {
  administrator: true,
  object: () => ALL,
  field: (_, field) => ({ read: true, edit: field.createable || field.updateable }),
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
    field.apiName === 'IsDeleted' ||
    field.apiName === 'RecordTypeId'
  );
}

const has = (names: readonly string[], name: string): boolean =>
  names.some((entry) => entry.toLowerCase() === name.toLowerCase());

const ADDRESS_PART =
  /(?:Street|City|State|StateCode|PostalCode|Country|CountryCode|Latitude|Longitude|GeocodeAccuracy)$/;

/** The compound fields that a field is a part of: an address, a name, a geolocation. */
function compoundsOf(object: ObjectDescribe, field: FieldDescribe): string[] {
  const { apiName } = field;
  if (/__(?:Latitude|Longitude)__s$/i.test(apiName)) return [apiName.replace(/__(?:Latitude|Longitude)__s$/i, '__c')];
  if (['FirstName', 'LastName', 'Salutation'].includes(apiName)) return ['Name'];
  const address = apiName.replace(ADDRESS_PART, 'Address');
  return address !== apiName && object.fields.has(address.toLowerCase()) ? [address] : [];
}

class GrantedRights implements UserRights {
  readonly administrator = false;
  readonly viewEncryptedData: boolean;
  private readonly standard: StandardObjects | undefined;
  private readonly grants: Grants;
  private readonly objects = new Map<string, ObjectRights>();
  private readonly fields = new Map<string, { read: boolean; edit: boolean }>();

  constructor(standard: StandardObjects | undefined, grants: Grants) {
    this.standard = standard;
    this.viewEncryptedData = grants.viewEncryptedData;
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
    const base = object.kind === 'standard' ? standardOf(this.standard, object) : NONE;
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
    // Without the object there are no fields.
    const rights = this.object(object);
    if (!rights.read) return { read: false, edit: false };
    const open = { read: true, edit: writeable && (rights.create || rights.edit) };
    if (alwaysVisible(field)) return open;
    const byProfile =
      this.standard !== undefined && object.kind === 'standard' && !field.custom && field.hiddenByDefault !== true;
    if (byProfile) return open;
    const granted = this.granted(object, field);
    return { read: granted?.read === true, edit: granted?.edit === true && writeable };
  }

  /** A grant on a compound field holds for its parts. */
  private granted(object: ObjectDescribe, field: FieldDescribe): { read: boolean; edit: boolean } | undefined {
    const names = [field.apiName, ...compoundsOf(object, field)];
    for (const name of names) {
      const found = this.fields.get(`${object.apiName}.${name}`.toLowerCase());
      if (found !== undefined) return found;
    }
    return undefined;
  }

  customPermission(name: string): boolean {
    return has(this.grants.customPermissions, name);
  }

  apexClass(name: string): boolean {
    return has(this.grants.classes, name);
  }

  recordType(object: ObjectDescribe, developerName: string): { available: boolean; isDefault: boolean } {
    return recordTypeRight(this.grants, object, developerName);
  }
}

/** Record types that no profile and no permission set speaks of are open to all: a project seldom brings its profiles. */
function recordTypeRight(
  grants: Grants,
  object: ObjectDescribe,
  developerName: string
): { available: boolean; isDefault: boolean } {
  const own = grants.recordTypes.filter(
    (type) => type.object === object.apiName && type.developerName === developerName
  );
  return {
    available: own.some((type) => type.visible) || !grants.assignedObjects.has(object.apiName),
    isDefault: own.some((type) => type.visible && type.isDefault)
  };
}

/**
 * The rights of a user by profile and grants. Automated Process has no profile: in user mode it may what permission sets
 * grant it. Custom permissions must be granted to administrators too.
 */
export function rightsOf(profile: string | undefined, grants: Grants): UserRights {
  if (profile === PROFILES.administrator) {
    return {
      ...ADMINISTRATOR,
      viewEncryptedData: grants.viewEncryptedData,
      customPermission: (name) => has(grants.customPermissions, name),
      recordType: (object, name) => ({ ...recordTypeRight(grants, object, name), available: true })
    };
  }
  return new GrantedRights(profile === undefined ? undefined : STANDARD_OBJECTS[profile], grants);
}
