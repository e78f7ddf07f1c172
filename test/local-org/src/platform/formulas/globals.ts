import type { FieldValue, ObjectDescribe, Schema } from '../../schema/schema.ts';
import type { Store, StoredRow } from '../../store/store.ts';
import type { AccessControl } from '../access/access-control.ts';
import type { Labels } from './formulas.ts';

export interface GlobalsContext {
  schema: Schema;
  store: Store;
  accessControl: AccessControl;
  labels: Labels;
}

/** The earliest instant that Salesforce knows, `$System.OriginDateTime`. */
const ORIGIN = '1900-01-01T00:00:00.000+0000';

/** The values of `$User`, `$Setup` and their like for one user; rows are read once. */
export class Globals {
  readonly userId: string;
  private readonly context: GlobalsContext;
  private readonly rows = new Map<string, StoredRow | undefined>();

  constructor(context: GlobalsContext, userId: string) {
    this.context = context;
    this.userId = userId;
  }

  /** The user's time zone, an IANA name. */
  get timeZone(): string {
    const zone = this.user()?.get('TimeZoneSidKey');
    return typeof zone === 'string' ? zone : 'UTC';
  }

  /** The user's locale, `en_US`. */
  get locale(): string {
    const locale = this.user()?.get('LocaleSidKey');
    return typeof locale === 'string' ? locale : 'en_US';
  }

  value(path: readonly string[]): FieldValue {
    const [head = '', second = '', third = '', fourth = ''] = path;
    switch (head.toLowerCase()) {
      case '$user':
        return this.user()?.get(second) ?? null;
      case '$profile':
        return this.behind('ProfileId', 'Profile')?.get(second) ?? null;
      case '$userrole':
        return this.behind('UserRoleId', 'UserRole')?.get(second) ?? null;
      case '$organization':
        return this.find('Organization', 'IsDeleted', false)?.get(second) ?? null;
      case '$setup':
        return this.setup(second, third);
      case '$custommetadata':
        return this.find(second, 'DeveloperName', third)?.get(fourth) ?? null;
      case '$label':
        return this.label(second);
      case '$permission':
        return this.context.accessControl.rights(this.userId).customPermission(second.replace(/^\w+?__/, ''));
      case '$system':
        return ORIGIN;
      default:
        return null;
    }
  }

  private find(objectName: string, field: string, value: FieldValue): StoredRow | undefined {
    const key = `${objectName}.${field}.${String(value)}`;
    if (!this.rows.has(key)) {
      const object = this.context.schema.object(objectName);
      this.rows.set(key, object && this.context.store.find(object, field, [value])[0]);
    }
    return this.rows.get(key);
  }

  private user(): StoredRow | undefined {
    return this.find('User', 'Id', this.userId);
  }

  private behind(lookup: string, objectName: string): StoredRow | undefined {
    const id = this.user()?.get(lookup) ?? null;
    return id === null ? undefined : this.find(objectName, 'Id', id);
  }

  private label(name: string): FieldValue {
    const { labels } = this.context;
    const key = name.toLowerCase();
    return (labels.get(key) ?? labels.get(key.replace(/^\w+?__/, '')))?.value ?? null;
  }

  /** A hierarchy setting: the user's own value, else the profile's, else the organisation's. */
  private setup(objectName: string, fieldName: string): FieldValue {
    const object = this.context.schema.object(objectName);
    const field = object && this.context.schema.field(object, fieldName);
    if (object === undefined || field === undefined) return null;
    for (const owner of this.setupOwners()) {
      const value = this.find(object.apiName, 'SetupOwnerId', owner)?.get(field.apiName) ?? null;
      if (value !== null) return value;
    }
    return this.defaultOf(object, field.apiName);
  }

  private setupOwners(): FieldValue[] {
    const organization = this.find('Organization', 'IsDeleted', false)?.get('Id') ?? null;
    return [this.userId, this.user()?.get('ProfileId') ?? null, organization].filter((owner) => owner !== null);
  }

  private defaultOf(object: ObjectDescribe, fieldName: string): FieldValue {
    return object.fields.get(fieldName.toLowerCase())?.defaultValue ?? null;
  }
}
