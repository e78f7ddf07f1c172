/** How the files of a metadata type lie in a deployment's zip. */
export interface MetadataType {
  name: string;
  /** Folder of the type. */
  directory: string;
  /** Of the main file, without dot; undefined for bundles, whose component is a folder. */
  suffix?: string;
  /** The main file is content, and `…-meta.xml` beside it describes it. */
  metaFile?: boolean;
  /** Components lie in folders of their own: reports, e-mail templates. */
  inFolder?: boolean;
}

/** Elements of an object's file that source format keeps in files of their own. */
export interface ChildType {
  /** Element in the object's file. */
  element: string;
  name: string;
  directory: string;
  suffix: string;
}

const plain = (name: string, directory: string, suffix: string): MetadataType => ({ name, directory, suffix });
const content = (name: string, directory: string, suffix: string): MetadataType => ({
  name,
  directory,
  suffix,
  metaFile: true
});
const foldered = (name: string, directory: string, suffix: string): MetadataType => ({
  name,
  directory,
  suffix,
  inFolder: true
});

/** The metadata types that a deployment may hold. */
export const METADATA_TYPES: readonly MetadataType[] = [
  content('ApexClass', 'classes', 'cls'),
  content('ApexTrigger', 'triggers', 'trigger'),
  content('ApexPage', 'pages', 'page'),
  content('ApexComponent', 'components', 'component'),
  content('StaticResource', 'staticresources', 'resource'),
  { name: 'LightningComponentBundle', directory: 'lwc' },
  { name: 'AuraDefinitionBundle', directory: 'aura' },
  plain('CustomObject', 'objects', 'object'),
  plain('CustomObjectTranslation', 'objectTranslations', 'objectTranslation'),
  plain('CustomMetadata', 'customMetadata', 'md'),
  plain('CustomLabels', 'labels', 'labels'),
  plain('CustomTab', 'tabs', 'tab'),
  plain('CustomApplication', 'applications', 'app'),
  plain('CustomPermission', 'customPermissions', 'customPermission'),
  plain('CustomNotificationType', 'notificationtypes', 'notiftype'),
  plain('CustomSite', 'sites', 'site'),
  plain('PermissionSet', 'permissionsets', 'permissionset'),
  plain('PermissionSetGroup', 'permissionsetgroups', 'permissionsetgroup'),
  plain('MutingPermissionSet', 'mutingpermissionsets', 'mutingpermissionset'),
  plain('Profile', 'profiles', 'profile'),
  plain('Role', 'roles', 'role'),
  plain('Group', 'groups', 'group'),
  plain('Queue', 'queues', 'queue'),
  plain('Layout', 'layouts', 'layout'),
  plain('FlexiPage', 'flexipages', 'flexipage'),
  plain('Flow', 'flows', 'flow'),
  plain('FlowDefinition', 'flowDefinitions', 'flowDefinition'),
  plain('GlobalValueSet', 'globalValueSets', 'globalValueSet'),
  plain('StandardValueSet', 'standardValueSets', 'standardValueSet'),
  plain('GlobalValueSetTranslation', 'globalValueSetTranslations', 'globalValueSetTranslation'),
  plain('Translations', 'translations', 'translation'),
  plain('QuickAction', 'quickActions', 'quickAction'),
  plain('HomePageLayout', 'homePageLayouts', 'homePageLayout'),
  plain('PathAssistant', 'pathAssistants', 'pathAssistant'),
  plain('PlatformEventChannel', 'platformEventChannels', 'platformEventChannel'),
  plain('PlatformEventChannelMember', 'platformEventChannelMembers', 'platformEventChannelMember'),
  plain('PlatformEventSubscriberConfig', 'PlatformEventSubscriberConfigs', 'platformEventSubscriberConfig'),
  plain('PlatformCachePartition', 'cachePartitions', 'cachePartition'),
  plain('RemoteSiteSetting', 'remoteSiteSettings', 'remoteSite'),
  plain('CspTrustedSite', 'cspTrustedSites', 'cspTrustedSite'),
  plain('CorsWhitelistOrigin', 'corsWhitelistOrigins', 'corsWhitelistOrigin'),
  plain('NamedCredential', 'namedCredentials', 'namedCredential'),
  plain('ExternalCredential', 'externalCredentials', 'externalCredential'),
  plain('ExternalDataSource', 'dataSources', 'dataSource'),
  plain('ConnectedApp', 'connectedApps', 'connectedApp'),
  plain('AuthProvider', 'authproviders', 'authprovider'),
  plain('Certificate', 'certs', 'crt'),
  plain('ReportType', 'reportTypes', 'reportType'),
  foldered('Report', 'reports', 'report'),
  foldered('Dashboard', 'dashboards', 'dashboard'),
  { ...foldered('EmailTemplate', 'email', 'email'), metaFile: true },
  { ...foldered('Document', 'documents', ''), metaFile: true },
  plain('Letterhead', 'letterhead', 'letter'),
  plain('LightningMessageChannel', 'messageChannels', 'messageChannel'),
  plain('Workflow', 'workflows', 'workflow'),
  plain('ApprovalProcess', 'approvalProcesses', 'approvalProcess'),
  plain('AssignmentRules', 'assignmentRules', 'assignmentRules'),
  plain('AutoResponseRules', 'autoResponseRules', 'autoResponseRules'),
  plain('EscalationRules', 'escalationRules', 'escalationRules'),
  plain('DuplicateRule', 'duplicateRules', 'duplicateRule'),
  plain('MatchingRules', 'matchingRules', 'matchingRule'),
  plain('SharingRules', 'sharingRules', 'sharingRules'),
  plain('SharingSet', 'sharingSets', 'sharingSet'),
  plain('Settings', 'settings', 'settings'),
  plain('ApexTestSuite', 'testSuites', 'testSuite'),
  plain('TopicsForObjects', 'topicsForObjects', 'topicsForObjects')
];

/** What an object is made of. */
export const OBJECT_CHILDREN: readonly ChildType[] = [
  { element: 'fields', name: 'CustomField', directory: 'fields', suffix: 'field' },
  { element: 'listViews', name: 'ListView', directory: 'listViews', suffix: 'listView' },
  { element: 'recordTypes', name: 'RecordType', directory: 'recordTypes', suffix: 'recordType' },
  { element: 'validationRules', name: 'ValidationRule', directory: 'validationRules', suffix: 'validationRule' },
  { element: 'webLinks', name: 'WebLink', directory: 'webLinks', suffix: 'webLink' },
  { element: 'compactLayouts', name: 'CompactLayout', directory: 'compactLayouts', suffix: 'compactLayout' },
  { element: 'businessProcesses', name: 'BusinessProcess', directory: 'businessProcesses', suffix: 'businessProcess' },
  { element: 'fieldSets', name: 'FieldSet', directory: 'fieldSets', suffix: 'fieldSet' },
  { element: 'indexes', name: 'Index', directory: 'indexes', suffix: 'index' },
  { element: 'sharingReasons', name: 'SharingReason', directory: 'sharingReasons', suffix: 'sharingReason' }
];

const byDirectory = new Map(METADATA_TYPES.map((type) => [type.directory, type]));
const byName = new Map(METADATA_TYPES.map((type) => [type.name, type]));

export const typeOfDirectory = (directory: string): MetadataType | undefined => byDirectory.get(directory);
export const typeNamed = (name: string): MetadataType | undefined => byName.get(name);
export const childNamed = (name: string): ChildType | undefined => OBJECT_CHILDREN.find((child) => child.name === name);
