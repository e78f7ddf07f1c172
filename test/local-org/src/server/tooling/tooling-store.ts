import { fileURLToPath } from 'node:url';
import { buildSchema } from '../../schema/build-schema.ts';
import { exactSchema } from '../../schema/exact-schema.ts';
import type { FieldDescribe, FieldValue, ObjectDescribe, Schema } from '../../schema/schema.ts';
import { loadStandardObjects } from '../../schema/standard-objects.ts';
import { SystemRows } from '../../platform/base-data.ts';
import type { LocalOrg } from '../../platform/open-org.ts';
import type { QueryResult } from '../../platform/org.ts';
import type { SoqlQuery } from '../../soql/ast.ts';
import { checkQuery } from '../../soql/check.ts';
import { executeQuery } from '../../soql/execute.ts';
import { parseSoql } from '../../soql/parse.ts';
import { Aliases } from '../../soql/scope.ts';
import { Store } from '../../store/store.ts';

const OBJECTS = fileURLToPath(new URL('objects', import.meta.url));

/** Metadata API names of describe types, for FieldDefinition. */
function dataType(field: FieldDescribe): string {
  if (field.formula !== undefined) return `Formula (${field.type})`;
  if (field.type !== 'reference') return field.type;
  return `${field.masterDetail ? 'Master-Detail' : 'Lookup'}(${field.referenceTo.join(',')})`;
}

const developerName = (apiName: string): string => apiName.replace(/^\w+?__(?=\w+__)/, '').replace(/__\w+$/, '');

/** Objects of the Tooling API have no formula fields. */
const NO_FORMULAS = {
  formula: (object: ObjectDescribe, field: FieldDescribe): never => {
    throw new Error(`${object.apiName}.${field.apiName} is no formula field`);
  },
  call: (): string => ''
};

/**
 * What the Tooling API queries: its own objects in a database of their own, beside copies of what the org has (its code
 * and its definitions), which are taken anew after every deployment.
 */
export class ToolingStore {
  readonly schema: Schema = buildSchema('', loadStandardObjects(OBJECTS));
  readonly rows: SystemRows;
  private readonly store = new Store(':memory:', this.schema);
  private mirrored: LocalOrg | undefined;

  constructor(now: () => number) {
    this.rows = new SystemRows(this.schema, this.store, now);
  }

  private object(name: string): ObjectDescribe {
    const object = this.schema.exact(name);
    if (object === undefined) throw new Error(`the Tooling API's schema has no ${name}`);
    return object;
  }

  private mirrorCode(org: LocalOrg, name: 'ApexClass' | 'ApexTrigger'): void {
    const object = this.object(name);
    const fields = [...object.fields.values()].map((field) => field.apiName);
    const query = parseSoql(`SELECT ${fields.join(',')} FROM ${name}`);
    const { rows } = org.query(query, [], { userId: org.users.admin, mode: 'system', sharing: false });
    this.store.purge(object);
    this.store.insert(
      object,
      rows.map((row) => row.fields)
    );
  }

  private mirrorDefinitions(org: LocalOrg): void {
    this.store.purge(this.object('EntityDefinition'));
    this.store.purge(this.object('FieldDefinition'));
    for (const entity of org.schema.objects) {
      const id = this.rows.insert('EntityDefinition', {
        DurableId: entity.apiName,
        QualifiedApiName: entity.apiName,
        DeveloperName: developerName(entity.apiName),
        Label: entity.label,
        MasterLabel: entity.label,
        PluralLabel: entity.labelPlural,
        NamespacePrefix: entity.namespace === '' ? null : entity.namespace,
        KeyPrefix: entity.keyPrefix,
        IsCustomSetting: entity.kind === 'listSetting' || entity.kind === 'hierarchySetting',
        IsCustomizable: true,
        IsQueryable: entity.kind !== 'event'
      });
      for (const field of entity.fields.values())
        this.rows.insert('FieldDefinition', fieldDefinition(entity, field, id));
    }
  }

  /** Runs a query of the Tooling API. Throws OrgError when it is not valid. */
  query(text: string, org: LocalOrg): { query: SoqlQuery; result: QueryResult } {
    if (this.mirrored !== org) {
      this.rows.userId = org.users.admin;
      this.mirrorCode(org, 'ApexClass');
      this.mirrorCode(org, 'ApexTrigger');
      this.mirrorDefinitions(org);
      this.mirrored = org;
    }
    const query = parseSoql(text);
    checkQuery(query, exactSchema(this.schema), undefined);
    const context = {
      schema: this.schema,
      binds: [],
      now: org.clock.now(),
      aliases: new Aliases(),
      formulas: NO_FORMULAS,
      userId: org.users.admin,
      timeZone: 'UTC',
      format: { locale: 'en_US', currency: 'USD', timeZone: 'UTC' },
      prefixes: (object: ObjectDescribe, field: FieldDescribe) => this.store.prefixes(object, field.apiName),
      rowFilter: () => undefined
    };
    return { query, result: executeQuery(query, this.store, context) };
  }

  /** Puts rows in the place of all that an object has. */
  replaceAll(objectName: string, rows: readonly Record<string, FieldValue>[]): void {
    this.store.purge(this.object(objectName));
    for (const values of rows) this.rows.insert(objectName, { ...values });
  }

  /** The id of a class, or of a trigger that is called `trigger X`. */
  codeId(name: string, org: LocalOrg): string | undefined {
    if (!name.startsWith('trigger ')) return this.classId(name, org);
    const text = `SELECT Id FROM ApexTrigger WHERE Name = '${escapeSoql(name.slice('trigger '.length))}'`;
    const id = this.query(text, org).result.rows[0]?.fields.get('Id');
    return typeof id === 'string' ? id : undefined;
  }

  /** The id of a class by its name, with or without namespace. */
  classId(name: string, org: LocalOrg): string | undefined {
    const bare = name.replace(/^\w+?(?:__|\.)/, '');
    const text = `SELECT Id FROM ApexClass WHERE Name IN ('${escapeSoql(name)}', '${escapeSoql(bare)}')`;
    const id = this.query(text, org).result.rows[0]?.fields.get('Id');
    return typeof id === 'string' ? id : undefined;
  }

  className(id: string, org: LocalOrg): string | undefined {
    const text = `SELECT Name FROM ApexClass WHERE Id = '${escapeSoql(id)}'`;
    const name = this.query(text, org).result.rows[0]?.fields.get('Name');
    return typeof name === 'string' ? name : undefined;
  }

  close(): void {
    this.store.close();
  }
}

const escapeSoql = (text: string): string => text.replaceAll(/['\\]/g, String.raw`\$&`);

function fieldDefinition(entity: ObjectDescribe, field: FieldDescribe, entityId: string): Record<string, FieldValue> {
  return {
    DurableId: `${entity.apiName}.${field.apiName}`,
    EntityDefinitionId: entityId,
    QualifiedApiName: field.apiName,
    DeveloperName: developerName(field.apiName),
    Label: field.label,
    MasterLabel: field.label,
    NamespacePrefix: entity.namespace === '' || !field.custom ? null : entity.namespace,
    DataType: dataType(field),
    Length: field.length ?? 0,
    Precision: field.precision ?? 0,
    Scale: field.scale ?? 0,
    IsNillable: field.nillable,
    IsCalculated: field.formula !== undefined,
    IsIndexed: field.externalId || field.unique || field.type === 'id',
    IsNameField: field.nameField,
    Description: field.description ?? null
  };
}
