import type { ApexUnit } from '../apex/unit.ts';
import type { MetadataProblem } from './problems.ts';
import type { FieldValue, Schema, Summary } from '../schema/schema.ts';

/** Everything that the local org takes from an sfdx project. Custom names carry the namespace, if there is one. */
export interface Project {
  /** Absolute path of the folder with sfdx-project.json. */
  root: string;
  namespace: string;
  schema: Schema;
  /** Custom labels by lower-case name, without namespace. */
  labels: ReadonlyMap<string, { name: string; value: string }>;
  apex: ApexUnit[];
  flexipages: Flexipage[];
  applications: LightningApplication[];
  tabs: CustomTab[];
  permissionSets: PermissionSetMetadata[];
  /** By the profile's name in the org (`System Administrator`). */
  profiles: PermissionSetMetadata[];
  permissionSetGroups: { name: string; label: string; description: string | undefined; permissionSets: string[] }[];
  roles: RoleMetadata[];
  groups: GroupMetadata[];
  sharingRules: SharingRule[];
  customPermissions: { name: string; label: string }[];
  staticResources: StaticResourceMetadata[];
  cachePartitions: CachePartition[];
  notificationTypes: { name: string; label: string; desktop: boolean; mobile: boolean }[];
  /** Names of the DataWeave scripts, which are not emulated. */
  dataWeaveScripts: string[];
  /** Names of the flows, which are not emulated. */
  flows: string[];
  namedCredentials: NamedCredential[];
  assignmentRules: AssignmentRules[];
  quickActions: QuickAction[];
  emailTemplates: EmailTemplateMetadata[];
  listViews: ListView[];
  layouts: { name: string; object: string; file: string }[];
  /** Fields of the compact layout that each object assigns, by object. */
  compactLayouts: ReadonlyMap<string, string[]>;
  queues: { name: string; label: string; objects: string[]; members: PrincipalMetadata[] }[];
  eventSubscriberConfigs: EventSubscriberConfig[];
  customMetadataRecords: CustomMetadataRecord[];
  /** Folder of each Lightning web component by its name. */
  lwcDirectories: ReadonlyMap<string, string>;
  /** What an org would refuse to deploy: broken formulas. */
  problems: MetadataProblem[];
  /** What was loaded but is not emulated, for people to read. */
  warnings: string[];
}

export interface NamedCredential {
  name: string;
  url: string;
  /** What it would add to a request, which is not emulated; undefined for nothing. */
  authentication: string | undefined;
}

/** Rules that give leads and cases to owners; not emulated. */
export interface AssignmentRules {
  object: string;
}

export interface FlexipageComponent {
  /** `force:highlightsPanel`, `tradingActivity` (also `c:tradingActivity`), `flexipage:tabset`. */
  name: string;
  identifier: string | undefined;
  properties: Map<string, string>;
  /** The page shows it only where the rule holds. */
  visibility: VisibilityRule | undefined;
}

export interface VisibilityCriterion {
  /** `{!Record.Status__c}`. */
  left: string;
  /** `EQUAL`, `NE`, `CONTAINS`, … */
  operator: string;
  right: string;
}

export interface VisibilityRule {
  criteria: VisibilityCriterion[];
  booleanFilter: string | undefined;
}

export interface Flexipage {
  name: string;
  label: string;
  type: string;
  object: string | undefined;
  template: string;
  regions: { name: string; type: string; components: FlexipageComponent[] }[];
}

export interface LightningApplication {
  name: string;
  label: string;
  tabs: string[];
  /** Record pages that this application shows instead of the default (`View` of an object → flexipage). */
  actionOverrides: { action: string; object: string; flexipage: string; formFactor: string }[];
}

export interface CustomTab {
  name: string;
  label: string;
  customObject: boolean;
  flexipage: string | undefined;
  lwc: string | undefined;
}

export interface ObjectPermission {
  object: string;
  create: boolean;
  read: boolean;
  edit: boolean;
  delete: boolean;
  viewAll: boolean;
  modifyAll: boolean;
}

/** A record type that a profile or permission set assigns, or takes away where a profile lists it as not visible. */
export interface RecordTypeVisibility {
  object: string;
  developerName: string;
  visible: boolean;
  /** Profiles only: new records of the profile's users get it. */
  isDefault: boolean;
}

export interface PermissionSetMetadata {
  name: string;
  label: string;
  description: string | undefined;
  objects: ObjectPermission[];
  fields: { object: string; field: string; readable: boolean; editable: boolean }[];
  classes: string[];
  customPermissions: string[];
  recordTypes: RecordTypeVisibility[];
  viewAllData: boolean;
  modifyAllData: boolean;
  viewEncryptedData: boolean;
}

export interface RoleMetadata {
  name: string;
  label: string;
  parent: string | undefined;
  /** What owners of an account in this role may do with its children that others own: None, Read or Edit. */
  caseAccess: string;
  contactAccess: string;
  opportunityAccess: string;
}

export interface GroupMetadata {
  name: string;
  label: string;
  includesBosses: boolean;
}

/** Users named by what they belong to. */
export interface PrincipalMetadata {
  kind: 'role' | 'roleAndSubordinates' | 'group' | 'queue' | 'user' | 'everybody';
  name: string;
}

export interface SharingRule {
  object: string;
  name: string;
  access: 'Read' | 'Edit';
  to: PrincipalMetadata[];
  /** The owners whose records are shared; undefined where criteria choose the records. */
  from: PrincipalMetadata[] | undefined;
  criteria: Summary['filters'];
  /** `1 AND (2 OR 3)`; all of the criteria by default. */
  filter?: string;
}

export interface QuickAction {
  name: string;
  /** Undefined for a global action. */
  object: string | undefined;
  label: string;
  /** `Create`, `Update`, `LightningWebComponent`, … */
  type: string;
  targetObject: string | undefined;
  /** The new record's lookup that leads to the record on whose page the action stands. */
  targetParentField: string | undefined;
  lwc: string | undefined;
  fields: { field: string; required: boolean }[];
}

export interface EmailTemplateMetadata {
  name: string;
  folder: string;
  label: string;
  type: string;
  active: boolean;
  subject: string;
  description: string | undefined;
  style: string;
  html: string;
  text: string;
}

export interface StaticResourceMetadata {
  name: string;
  contentType: string;
  description: string | null;
  /** Reads the content; folders are zipped. */
  body: () => Buffer;
}

export interface CachePartition {
  name: string;
  label: string;
  isDefault: boolean;
}

export interface ListView {
  object: string;
  name: string;
  label: string;
  columns: string[];
  filterScope: string;
  /** `1 AND (2 OR 3)`, of the filters' numbers. */
  booleanFilter: string | undefined;
  filters: { field: string; operation: string; value: string | undefined }[];
}

export interface EventSubscriberConfig {
  name: string;
  /** Name of the trigger. */
  trigger: string;
  batchSize: number | undefined;
  /** Username of the running user; Automated Process when undefined. */
  user: string | undefined;
  /** How many partitions deliver in parallel, and the field whose value chooses one; one partition by default. */
  partitions: number;
  partitionKey: string;
}

export interface CustomMetadataRecord {
  type: string;
  developerName: string;
  label: string;
  protected: boolean;
  /** By field API name. */
  values: Map<string, FieldValue>;
}
