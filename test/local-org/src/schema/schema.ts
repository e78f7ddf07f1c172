/**
 * What the org knows of its objects and fields, as every other part of the local org sees it. Built by the metadata
 * loader, read by the Apex compiler (types), SOQL (checks and plans), DML (validation), describe calls and the pages.
 */

/** Field types under Salesforce's own names (SOAP API field types, upper-cased in Apex's `DisplayType`). */
export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'longtextarea'
  | 'email'
  | 'phone'
  | 'url'
  | 'picklist'
  | 'multipicklist'
  | 'combobox'
  | 'reference'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'time'
  | 'base64'
  | 'encryptedstring'
  | 'location'
  | 'address'
  /** Ids of several records, on the objects of e-mails. */
  | 'junctionidlist'
  /** JSON: the Tooling API's structures. */
  | 'complexvalue'
  | 'anytype';

/**
 * A field's value where it crosses between store, SOQL, DML, Apex and the APIs. The field's type gives the meaning:
 * numbers for int, double, currency and percent; booleans; ids as 18 characters; `YYYY-MM-DD` for date;
 * `YYYY-MM-DDTHH:MM:SS.mmm+0000` (always UTC) for datetime; `HH:MM:SS.mmmZ` for time; base64 text for base64; text
 * otherwise. The empty string is stored as null, as Salesforce does.
 */
export type FieldValue = string | number | boolean | null;

export interface PicklistValue {
  value: string;
  label: string;
  active: boolean;
  default: boolean;
  /** What standard picklists know of their values. */
  closed?: boolean;
  won?: boolean;
  converted?: boolean;
  high?: boolean;
  responded?: boolean;
  probability?: number;
  /** Forecast category of a stage; status code of an order or contract. */
  category?: string;
}

/** By the names of metadata. */
export interface FieldMask {
  type: string;
  character: string;
}

export interface FieldDescribe {
  /** As the org shows it: with namespace prefix where the package has one. */
  apiName: string;
  label: string;
  type: FieldType;
  custom: boolean;
  length?: number;
  precision?: number;
  scale?: number;
  /** False means required at the database level. */
  nillable: boolean;
  createable: boolean;
  updateable: boolean;
  unique: boolean;
  caseSensitive: boolean;
  externalId: boolean;
  /** True where Salesforce treats the field as the record's name. */
  nameField: boolean;
  autoNumber?: { displayFormat: string; start: number };
  referenceTo: string[];
  /** `Account` for AccountId, `Trading_Partner__r` for Trading_Partner__c. */
  relationshipName?: string;
  /** Set where this is master-detail: deleting the master deletes the row, and the parent is required. */
  masterDetail: boolean;
  /** Who may read the master may write its details; otherwise the master must be editable. */
  readableMasterSuffices?: boolean;
  /** What happens to this lookup when its parent is deleted. */
  deleteConstraint: 'SetNull' | 'Restrict' | 'Cascade';
  /** Name of the child relationship seen from the parent (`Lines__r`, `Contacts`). */
  childRelationshipName?: string;
  /** Heading of the related list; without it, the plural label of the object. */
  childRelationshipLabel?: string;
  picklistValues: PicklistValue[];
  restrictedPicklist: boolean;
  /** The field that this picklist depends on, and the values that each of its values allows. */
  dependsOn?: { field: string; valid: Map<string, string[]> };
  /** Rich text. */
  htmlFormatted?: boolean;
  /** How an encrypted text is shown to users who may not see it. */
  mask?: FieldMask;
  /** A literal default, or the default's formula text. */
  defaultValue?: FieldValue;
  defaultFormula?: string;
  /** Text of the formula whose result the field shows; it is not stored. */
  formula?: string;
  /** In the formula, blank numbers count as 0; otherwise they make the result blank. */
  blankAsZero?: boolean;
  /** What a roll-up summary sums up; the result is stored. */
  summary?: Summary;
  /** True where standard profiles do not see the field unless it is granted. */
  hiddenByDefault?: boolean;
  /** Why this field cannot be read yet (`formula field`, `roll-up summary field`); naming it in a query is refused. */
  notEmulated?: string;
  inlineHelpText?: string;
  description?: string;
}

/** A roll-up over the details of a record. */
export interface Summary {
  /** `any` tells whether there is one; `total` is a sum that stays as written while there is nothing to sum up. */
  operation: 'count' | 'sum' | 'min' | 'max' | 'any' | 'total';
  childObject: string;
  /** The child's master-detail field that leads here. */
  foreignKey: string;
  /** The child's field; absent for count. */
  field?: string;
  filters: { field: string; operation: string; value: string }[];
}

export interface ValidationRule {
  name: string;
  /** Formula; the record is refused where it is true. */
  condition: string;
  message: string;
  /** The field that shows the message. */
  errorField?: string;
  /** `FIELD_CUSTOM_VALIDATION_EXCEPTION` unless it is another (lookup filters). */
  statusCode?: string;
}

/** Seen from the parent: which object's which lookup leads here. */
export interface ChildRelationship {
  childObject: string;
  field: string;
  relationshipName: string;
  /** Heading of the related list; without it, the plural label of the child. */
  label?: string;
  cascadeDelete: boolean;
}

/** A field set; the paths may lead over lookups. */
export interface FieldSetDescribe {
  apiName: string;
  namespace: string;
  label: string;
  description: string;
  fields: { path: string; required: boolean }[];
}

/** Fields that are worked out when they are read: formulas, and compound fields out of their parts. */
export function isComputed(field: FieldDescribe): boolean {
  return field.formula !== undefined || field.type === 'location' || field.type === 'address';
}

export interface RecordTypeDescribe {
  developerName: string;
  label: string;
  description: string;
  active: boolean;
  /** By field: the picklist values that records of the type may have. */
  picklists: Map<string, { values: string[]; default?: string }>;
}

export type ObjectKind = 'standard' | 'custom' | 'event' | 'customMetadata' | 'listSetting' | 'hierarchySetting';

export interface ObjectDescribe {
  /** As the org shows it, with namespace prefix. */
  apiName: string;
  /** Empty for standard objects and for projects without a namespace. */
  namespace: string;
  label: string;
  labelPlural: string;
  keyPrefix: string;
  kind: ObjectKind;
  /** Org-wide default of sharing. */
  sharingModel: 'Private' | 'Read' | 'ReadWrite' | 'ControlledByParent';
  /** Keyed by lower-case API name. Iteration order is declaration order, standard fields first. */
  fields: Map<string, FieldDescribe>;
  /** Keyed by lower-case relationship name. */
  childRelationships: Map<string, ChildRelationship>;
  recordTypes: RecordTypeDescribe[];
  fieldSets: FieldSetDescribe[];
  /** The active ones, in the order of their names. */
  validationRules: ValidationRule[];
  /** Objects that hold the org's own settings and set-up (users, permission sets) rather than business records. */
  setup: boolean;
  /** Its rows are worked out when they are asked for, and their ids mean nothing. */
  virtual?: boolean;
  /** Holds the shares of another object's records. */
  share?: boolean;
  /** Only for `kind: 'event'`. */
  publishBehavior?: 'PublishAfterCommit' | 'PublishImmediately';
}

export interface Schema {
  /** The namespace that the loaded project is installed under, '' for none. */
  readonly namespace: string;
  /** In the order of their loading. */
  readonly objects: readonly ObjectDescribe[];
  /** Case-insensitive; a custom name may leave out the project's namespace. Undefined when unknown. */
  object(name: string): ObjectDescribe | undefined;
  /** Like {@link Schema.object}, but the name must carry its namespace, as callers from outside the package must. */
  exact(name: string): ObjectDescribe | undefined;
  /** Case-insensitive; a custom name may leave out the project's namespace. Undefined when unknown. */
  field(object: ObjectDescribe, name: string): FieldDescribe | undefined;
  /** The object a lookup by relationship name (`Account`, `Partner__r`) leads to; several for polymorphic ones. */
  parent(
    object: ObjectDescribe,
    relationshipName: string
  ): { field: FieldDescribe; objects: ObjectDescribe[] } | undefined;
  /** The child relationship by the name used in subqueries. */
  children(object: ObjectDescribe, relationshipName: string): ChildRelationship | undefined;
  /** The object whose ids begin with these three characters. */
  byKeyPrefix(prefix: string): ObjectDescribe | undefined;
  /** Gives objects the prefixes that records of theirs have already; by API name. Prefixes that clash change. */
  keepKeyPrefixes(known: ReadonlyMap<string, string>): void;
}

/** The field whose value stands for a record: Name, or CaseNumber, Subject. */
export function nameFieldOf(object: ObjectDescribe): FieldDescribe | undefined {
  for (const field of object.fields.values()) {
    if (field.nameField) return field;
  }
  return undefined;
}
