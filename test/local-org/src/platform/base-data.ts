import type { Project } from '../metadata/project.ts';
import type { FieldValue, ObjectDescribe, Schema } from '../schema/schema.ts';
import { datetimeText } from '../soql/literals.ts';
import { makeId } from '../store/ids.ts';
import type { Store, StoredRow } from '../store/store.ts';
import { ensureDirectory } from './access/ensure-directory.ts';
import { ensureGrants } from './access/grants.ts';
import { PROFILES } from './access/rights.ts';
import { assignAutoNumbers, stamp } from './dml/save.ts';
import { ensureStandardValues } from './standard-values.ts';

/** User names that every local org has. */
export const ADMIN_USERNAME = 'admin@local-org.example';
export const AUTOMATED_PROCESS_USERNAME = 'autoproc@local-org.example';

/** Writes rows that the platform itself owns, past all rules of DML. */
export class SystemRows {
  private readonly schema: Schema;
  private readonly store: Store;
  private readonly now: () => number;
  userId = '';

  constructor(schema: Schema, store: Store, now: () => number) {
    this.schema = schema;
    this.store = store;
    this.now = now;
  }

  private object(name: string): ObjectDescribe {
    const object = this.schema.object(name);
    if (object === undefined) throw new Error(`the schema has no object ${name}`);
    return object;
  }

  /** Inserts a row with an id and audit fields of its own; returns the id. */
  insert(objectName: string, values: Record<string, FieldValue>): string {
    const object = this.object(objectName);
    const id = this.store.newIds(object, 1)[0] ?? '';
    const row: StoredRow = new Map();
    for (const field of object.fields.values()) {
      if (field.type === 'boolean') row.set(field.apiName, field.defaultValue ?? false);
    }
    stamp(object, row, this.userId, datetimeText(this.now()), true);
    if (object.fields.has('ownerid')) row.set('OwnerId', this.userId);
    for (const [name, value] of [...Object.entries(values), ['Id', id] as const]) row.set(name, value);
    assignAutoNumbers(this.store, object, [row], this.now());
    this.store.insert(object, [row]);
    return id;
  }

  update(objectName: string, id: string, values: Record<string, FieldValue>): void {
    this.store.update(this.object(objectName), id, new Map(Object.entries(values)));
  }

  delete(objectName: string, id: string): void {
    this.store.delete(this.object(objectName), id);
  }

  find(objectName: string, field: string, value: FieldValue): StoredRow | undefined {
    return this.store.find(this.object(objectName), field, [value])[0];
  }

  findAll(objectName: string, field: string, value: FieldValue): StoredRow[] {
    return this.store.find(this.object(objectName), field, [value]);
  }

  /** Finds the row by a field's value, and inserts it when there is none; the other values are brought up to date. */
  ensure(objectName: string, key: string, values: Record<string, FieldValue>): string {
    const known = this.store.find(this.object(objectName), key, [values[key] ?? null], true)[0]?.get('Id');
    if (typeof known !== 'string') return this.insert(objectName, values);
    this.update(objectName, known, values);
    return known;
  }
}

function ensureUsers(rows: SystemRows): void {
  const user = (
    username: string,
    lastName: string,
    alias: string,
    profileId: string | null,
    userType: string
  ): string =>
    rows.ensure('User', 'Username', {
      Username: username,
      LastName: lastName,
      Name: lastName,
      Alias: alias,
      Email: username,
      IsActive: true,
      ProfileId: profileId,
      UserType: userType,
      TimeZoneSidKey: 'GMT',
      LocaleSidKey: 'en_US',
      LanguageLocaleKey: 'en_US',
      EmailEncodingKey: 'UTF-8'
    });
  const license = rows.ensure('UserLicense', 'Name', {
    Name: 'Salesforce',
    MasterLabel: 'Salesforce',
    LicenseDefinitionKey: 'SFDC',
    Status: 'Active',
    TotalLicenses: 10,
    UsedLicenses: 1
  });
  const [administrator = null] = Object.values(PROFILES).map((name) =>
    rows.ensure('Profile', 'Name', { Name: name, UserType: 'Standard', UserLicenseId: license })
  );
  rows.userId = user(ADMIN_USERNAME, 'Administrator', 'admin', administrator, 'Standard');
  user(AUTOMATED_PROCESS_USERNAME, 'Automated Process', 'autoproc', null, 'AutomatedProcess');
  // What was made before there was anybody.
  for (const name of ['UserLicense', 'Profile', 'User']) {
    for (const row of rows.findAll(name, 'CreatedById', '')) {
      rows.update(name, row.get('Id') as string, { CreatedById: rows.userId, LastModifiedById: rows.userId });
    }
  }
}

function ensureResources(rows: SystemRows, project: Project, namespace: string | null): void {
  for (const resource of project.staticResources) {
    const body = resource.body();
    rows.ensure('StaticResource', 'Name', {
      Name: resource.name,
      NamespacePrefix: namespace,
      ContentType: resource.contentType,
      Description: resource.description,
      BodyLength: body.length,
      Body: body.toString('base64')
    });
  }
  for (const [index, application] of project.applications.entries()) {
    rows.ensure('AppMenuItem', 'Name', {
      Name: application.name,
      Label: application.label,
      NamespacePrefix: namespace,
      ApplicationId: makeId('02u', index + 1),
      SortOrder: index,
      Type: 'TabSet',
      IsVisible: true,
      IsAccessible: true
    });
  }
  for (const type of project.notificationTypes) {
    rows.ensure('CustomNotificationType', 'DeveloperName', {
      DeveloperName: type.name,
      MasterLabel: type.label,
      CustomNotifTypeName: type.label,
      NamespacePrefix: namespace,
      Desktop: type.desktop,
      Mobile: type.mobile
    });
  }
  for (const partition of project.cachePartitions) {
    rows.ensure('PlatformCachePartition', 'DeveloperName', {
      DeveloperName: partition.name,
      MasterLabel: partition.label,
      NamespacePrefix: namespace,
      IsDefaultPartition: partition.isDefault
    });
  }
}

/** Comments do not count in a class's length. */
const withoutComments = (text: string): string => text.replaceAll(/\/\*[^]*?\*\/|\/\/[^\n]*/g, '');

function ensureMetadataRows(rows: SystemRows, project: Project): void {
  const namespace = project.namespace === '' ? null : project.namespace;
  for (const permission of project.customPermissions) {
    const values = { DeveloperName: permission.name, MasterLabel: permission.label, NamespacePrefix: namespace };
    rows.ensure('CustomPermission', 'DeveloperName', values);
  }
  ensureResources(rows, project, namespace);
  for (const unit of project.apex) {
    const values = {
      Name: unit.name,
      NamespacePrefix: namespace,
      ApiVersion: unit.apiVersion,
      Status: 'Active',
      IsValid: true,
      Body: unit.text,
      LengthWithoutComments: withoutComments(unit.text).length
    };
    rows.ensure(unit.kind === 'class' ? 'ApexClass' : 'ApexTrigger', 'Name', values);
  }
  ensureRecordTypes(rows, project);
}

/** Record types of different objects may have one name. */
function ensureRecordTypes(rows: SystemRows, project: Project): void {
  for (const object of project.schema.objects) {
    for (const type of object.recordTypes) {
      const values = {
        DeveloperName: type.developerName,
        Name: type.label,
        Description: type.description === '' ? null : type.description,
        NamespacePrefix: project.namespace === '' ? null : project.namespace,
        SobjectType: object.apiName,
        IsActive: type.active
      };
      const known = rows
        .findAll('RecordType', 'DeveloperName', type.developerName)
        .find((row) => row.get('SobjectType') === object.apiName);
      if (known === undefined) rows.insert('RecordType', values);
      else rows.update('RecordType', known.get('Id') as string, values);
    }
  }
}

function ensureEmailTemplates(rows: SystemRows, project: Project): void {
  for (const template of project.emailTemplates) {
    const folder = rows.ensure('Folder', 'DeveloperName', {
      DeveloperName: template.folder,
      Name: template.folder.replaceAll('_', ' '),
      Type: 'Email',
      AccessType: 'Public'
    });
    rows.ensure('EmailTemplate', 'DeveloperName', {
      DeveloperName: template.name,
      Name: template.label,
      FolderId: folder,
      FolderName: template.folder.replaceAll('_', ' '),
      OwnerId: rows.userId,
      TemplateType: template.type,
      TemplateStyle: template.style,
      IsActive: template.active,
      Encoding: 'UTF-8',
      Subject: template.subject,
      Description: template.description ?? null,
      HtmlValue: template.html === '' ? null : template.html,
      Body: template.text === '' ? null : template.text
    });
  }
}

function ensureEntityDefinitions(rows: SystemRows, project: Project): void {
  for (const object of project.schema.objects) {
    rows.ensure('EntityDefinition', 'QualifiedApiName', {
      QualifiedApiName: object.apiName,
      DurableId: object.apiName,
      DeveloperName: object.apiName.replace(/^\w+?__(?=\w+__)/, '').replace(/__\w+$/, ''),
      MasterLabel: object.label,
      Label: object.label,
      PluralLabel: object.labelPlural,
      NamespacePrefix: object.namespace === '' ? null : object.namespace,
      KeyPrefix: object.keyPrefix,
      IsCustomSetting: object.kind === 'listSetting' || object.kind === 'hierarchySetting'
    });
  }
}

/** Relationships of custom metadata are written by name, and stored by id once all records are there. */
function linkCustomMetadata(rows: SystemRows, project: Project, store: Store): void {
  for (const record of project.customMetadataRecords) {
    const object = project.schema.object(record.type);
    for (const [name, value] of record.values) {
      const target = project.schema.object(object?.fields.get(name.toLowerCase())?.referenceTo[0] ?? '');
      if (target === undefined || typeof value !== 'string') continue;
      const key = target.kind === 'customMetadata' ? 'DeveloperName' : 'QualifiedApiName';
      const wanted = target.kind === 'customMetadata' ? value : (project.schema.object(value)?.apiName ?? value);
      const [found] = store.lookUp(target, key, [wanted]);
      rows.ensure(record.type, 'DeveloperName', { DeveloperName: record.developerName, [name]: found?.[0] ?? null });
    }
  }
}

function ensureCustomMetadata(rows: SystemRows, project: Project): void {
  for (const record of project.customMetadataRecords) {
    const prefix = project.namespace === '' ? '' : `${project.namespace}__`;
    rows.ensure(record.type, 'DeveloperName', {
      DeveloperName: record.developerName,
      MasterLabel: record.label,
      Label: record.label,
      Language: 'en_US',
      NamespacePrefix: project.namespace === '' ? null : project.namespace,
      QualifiedApiName: `${prefix}${record.developerName}`,
      ...Object.fromEntries(record.values)
    });
  }
}

/** What every org has before anybody works in it, and the rows that mirror the project's metadata. Safe to repeat. */
export function ensureBaseData(rows: SystemRows, project: Project, store: Store): void {
  ensureUsers(rows);
  rows.ensure('Organization', 'Name', {
    Name: 'Local Org',
    OrganizationType: 'Developer Edition',
    InstanceName: 'LOCAL',
    IsSandbox: false,
    TimeZoneSidKey: 'GMT',
    DefaultLocaleSidKey: 'en_US',
    LanguageLocaleKey: 'en_US',
    FiscalYearStartMonth: 1
  });
  rows.ensure('Pricebook2', 'Name', { Name: 'Standard Price Book', IsStandard: true, IsActive: true });
  rows.ensure('BusinessHours', 'Name', { Name: 'Default', IsActive: true, IsDefault: true, TimeZoneSidKey: 'GMT' });
  ensureMetadataRows(rows, project);
  ensureGrants(rows, project, store);
  ensureDirectory(rows, project, store);
  ensureStandardValues(rows, project.schema);
  ensureEmailTemplates(rows, project);
  ensureEntityDefinitions(rows, project);
  ensureCustomMetadata(rows, project);
  linkCustomMetadata(rows, project, store);
}
