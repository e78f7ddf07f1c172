/**
 * Metadata types that a second-generation managed package may hold, by the name of their file's root element: those
 * that the connector uses or may come to use. Sources: Metadata Coverage report (channel "Second-Generation Managed
 * Packages") and "Components Available in Second-Generation Managed Packages" of the packaging guide. A type is added
 * here after it was looked up there, never because a test asks for it.
 */
export const PACKAGEABLE: ReadonlySet<string> = new Set([
  'ApexClass',
  'ApexComponent',
  'ApexPage',
  'ApexTrigger',
  'AuraDefinitionBundle',
  'CompactLayout',
  'CspTrustedSite',
  'CustomApplication',
  'CustomField',
  'CustomLabels',
  'CustomMetadata',
  'CustomNotificationType',
  'CustomObject',
  'CustomObjectTranslation',
  'CustomPermission',
  'CustomTab',
  'Dashboard',
  'DashboardFolder',
  'EmailFolder',
  'EmailTemplate',
  'ExternalCredential',
  'FieldSet',
  'FlexiPage',
  'Flow',
  'GlobalValueSet',
  'Layout',
  'LightningComponentBundle',
  'LightningMessageChannel',
  'ListView',
  'NamedCredential',
  'PermissionSet',
  'PermissionSetGroup',
  'PlatformEventSubscriberConfig',
  'QuickAction',
  'RecordType',
  'RemoteSiteSetting',
  'Report',
  'ReportFolder',
  'ReportType',
  'StaticResource',
  'Translations',
  'ValidationRule',
  'WebLink'
]);

/** Types that people reach for and no package takes, with what to do instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  ApprovalProcess: 'the package asks for a custom permission in Apex',
  AssignmentRules: 'the package sets owners by its own rules in custom metadata',
  Certificate: 'keys are of the customer; the setup page says how to make one',
  Group: 'the customer makes public groups',
  Profile: 'use a permission set',
  Queue: 'the customer makes the queue, and names it in custom metadata',
  SharingRules: 'the package shares by owner and by Apex',
  StandardValueSet: 'values of standard picklists are of the customer; read what the org has'
};

/** An object or a field of the package itself, not of the platform. */
const OWN = /__(c|e|mdt)$/;

/**
 * Why a package cannot hold a metadata file; undefined when it can.
 *
 * @param root name of the file's root element
 * @param name name of the component: the file's name without its suffix
 */
export function notPackageable(root: string, name: string): string | undefined {
  if (!PACKAGEABLE.has(root)) {
    return `${root} cannot be packaged${root in INSTEAD ? `: ${INSTEAD[root] ?? ''}` : ''}`;
  }
  if ((root === 'CustomField' || root === 'CustomObject') && !OWN.test(name)) {
    return `${name} is the platform’s: a package cannot change how it is set up`;
  }
  return undefined;
}
