import { loadAssignmentRules, loadNamedCredentials } from './load-callouts.ts';
import { existsSync, readFileSync } from 'node:fs';
import type { ApexUnit } from '../apex/unit.ts';
import {
  loadCustomPermissions,
  loadEventSubscriberConfigs,
  loadListViews,
  loadPermissionSetGroups,
  loadPermissionSets,
  loadProfiles
} from './load-access.ts';
import { checkReports } from './check-reports.ts';
import { loadEmailTemplates, loadQuickActions } from './load-actions.ts';
import { loadCustomMetadata } from './load-custom-metadata.ts';
import { checkFormulas } from './load-formulas.ts';
import type { MetadataProblem } from './problems.ts';
import { loadSchema } from './load-objects.ts';
import { loadApplications, loadCompactLayouts, loadFlexipages, loadLayouts, loadTabs } from './load-pages.ts';
import { namingFor } from './namespace.ts';
import { loadGroups, loadQueues, loadRoles, loadSharingRules } from './load-sharing.ts';
import type { Project } from './project.ts';
import { findProjectFiles, withSuffix } from './project-files.ts';
import type { ProjectFiles } from './project-files.ts';
import { unknownMetadata } from './unknown-metadata.ts';
import { loadCachePartitions, loadNotificationTypes, loadStaticResources } from './load-resources.ts';
import { readMetadata } from './xml.ts';

/** A class without a meta file compiles at this version. */
const LATEST_API_VERSION = 67;

function apiVersion(file: string, root: string): number {
  const meta = `${file}-meta.xml`;
  return existsSync(meta) ? (readMetadata(meta, root).number('apiVersion') ?? LATEST_API_VERSION) : LATEST_API_VERSION;
}

function loadApex(files: ProjectFiles): ApexUnit[] {
  const unit = (kind: ApexUnit['kind'], root: string) => (found: { name: string; file: string }) => ({
    name: found.name,
    kind,
    file: found.file,
    text: readFileSync(found.file, 'utf8'),
    apiVersion: apiVersion(found.file, root)
  });
  return [
    ...withSuffix(files, '.cls').map(unit('class', 'ApexClass')),
    ...withSuffix(files, '.trigger').map(unit('trigger', 'ApexTrigger'))
  ];
}

function loadLabels(files: ProjectFiles): Map<string, { name: string; value: string }> {
  const labels = new Map<string, { name: string; value: string }>();
  for (const { file } of withSuffix(files, '.labels-meta.xml')) {
    for (const label of readMetadata(file, 'CustomLabels').all('labels')) {
      const name = label.required('fullName');
      labels.set(name.toLowerCase(), { name, value: label.text('value') ?? '' });
    }
  }
  return labels;
}

/**
 * Loads an sfdx project in source format: every package directory at any depth. With a namespace, custom names get its
 * prefix, as in an org that has the package installed. Throws MetadataError, naming file and element.
 */
export function loadProject(projectDirectory: string, options: { namespace?: string } = {}): Project {
  const naming = namingFor(options.namespace ?? '');
  const files = findProjectFiles(projectDirectory);
  const warnings: string[] = [];
  const { schema, sources } = loadSchema(files, naming, warnings);
  const problems: MetadataProblem[] = [];
  const labels = loadLabels(files);
  const customPermissions = loadCustomPermissions(files);
  const customMetadataRecords = loadCustomMetadata(files, schema, naming);
  checkFormulas({ schema, sources, problems, warnings, names: { labels, customPermissions, customMetadataRecords } });
  checkReports({ files, schema, naming, problems, warnings });
  return {
    root: files.root,
    namespace: naming.namespace,
    schema,
    labels,
    apex: loadApex(files),
    flexipages: loadFlexipages(files, naming),
    applications: loadApplications(files, naming),
    tabs: loadTabs(files, naming),
    permissionSets: loadPermissionSets(files, naming),
    notificationTypes: loadNotificationTypes(files),
    dataWeaveScripts: withSuffix(files, '.dwl').map((script) => script.name),
    flows: withSuffix(files, '.flow-meta.xml').map((flow) => flow.name),
    customPermissions,
    staticResources: loadStaticResources(files),
    cachePartitions: loadCachePartitions(files),
    namedCredentials: loadNamedCredentials(files),
    assignmentRules: loadAssignmentRules(files, naming),
    quickActions: loadQuickActions(files, naming),
    emailTemplates: loadEmailTemplates(files),
    listViews: loadListViews(files, naming),
    layouts: loadLayouts(files, naming),
    compactLayouts: loadCompactLayouts(files, naming),
    queues: loadQueues(files, naming),
    profiles: loadProfiles(files, naming),
    permissionSetGroups: loadPermissionSetGroups(files, warnings),
    roles: loadRoles(files),
    groups: loadGroups(files),
    sharingRules: loadSharingRules(files, naming, warnings),
    eventSubscriberConfigs: loadEventSubscriberConfigs(files, naming),
    customMetadataRecords,
    lwcDirectories: files.lwcDirectories,
    problems,
    warnings: [...warnings, ...unknownMetadata(files)]
  };
}
