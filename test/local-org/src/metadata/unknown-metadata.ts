import path from 'node:path';
import type { ProjectFiles } from './project-files.ts';

/** Kinds of metadata that are read, or that change nothing that the local org shows. */
const KNOWN = new Set(
  `app cls customMetadata customPermission email emailFolder field fieldSet flexipage globalValueSet labels layout
   listView md object permissionset permissionsetgroup platformEventSubscriberConfig profile queue quickAction
   recordType resource role group sharingRules standardValueSet tab trigger validationRule compactLayout
   businessProcess webLink objectTranslation translation customSite remoteSite cspTrustedSite settings corsWhitelist
   lwc js customPageWebLink report reportFolder dashboard dashboardFolder reportType namedCredential
   externalCredential iconset messageChannel standardValueSetTranslation globalValueSetTranslation homePageLayout
   cachePartition customHelpMenuSection index notiftype`.split(/\s+/)
);
/** How people call what the suffix stands for, where it says too little. */
const NAMES: Record<string, string> = {
  flow: 'flow',
  page: 'Visualforce page',
  component: 'Visualforce component',
  cmp: 'Aura component',
  dwl: 'DataWeave script',
  workflow: 'workflow rules of',
  approvalProcess: 'approval process',
  assignmentRules: 'assignment rules of',
  escalationRules: 'escalation rules of',
  autoResponseRules: 'auto-response rules of',
  duplicateRule: 'duplicate rule',
  matchingRule: 'matching rules of',
  prompt: 'prompt',
  muting: 'muting permission set'
};

/** One warning for each kind of metadata in the project that does nothing here. */
export function unknownMetadata(files: ProjectFiles): string[] {
  const found = new Map<string, string[]>();
  for (const file of files.files) {
    const [, name = '', suffix = ''] = /^(.+?)\.(\w+)-meta\.xml$/.exec(path.basename(file)) ?? [];
    if (suffix === '' || KNOWN.has(suffix)) continue;
    found.set(suffix, [...(found.get(suffix) ?? []), name]);
  }
  return [...found].map(([suffix, names]) => `not emulated: ${NAMES[suffix] ?? suffix} ${names.join(', ')}`);
}
