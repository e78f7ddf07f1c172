import type { Request } from 'express';
import type { CustomTab, LightningApplication, Project } from '../metadata/project.ts';
import type { LocalOrg } from '../platform/open-org.ts';
import { cookie } from './requests.ts';

export const APP_COOKIE = 'localOrgApp';

export interface ShownTab {
  label: string;
  url: string;
  object: string | null;
  /** Name of the tab. */
  name: string;
}

const NONE: LightningApplication = {
  name: '',
  label: 'Local Org',
  tabs: ['standard-Account', 'standard-Contact', 'standard-Case'],
  actionOverrides: []
};

/** The app that the browser has open: the project's first until another is chosen. */
export function applicationOf(project: Project, request: Request): LightningApplication {
  const name = cookie(request, APP_COOKIE);
  return project.applications.find((app) => app.name === name) ?? project.applications[0] ?? NONE;
}

/** An app's tabs that the user may see: objects he may read, and pages and components of the project. */
export function tabsOf(org: LocalOrg, project: Project, application: LightningApplication, userId: string): ShownTab[] {
  return application.tabs.flatMap((name): ShownTab[] => {
    const tab = project.tabs.find((one) => one.name === name);
    if (tab && !tab.customObject) {
      return pageTab(tab);
    }
    const object = org.schema.object(name.replace(/^standard-/, ''));
    return object === undefined || !org.rights(userId).object(object).read
      ? []
      : [{ name, label: object.labelPlural, url: `/lightning/o/${object.apiName}/list`, object: object.apiName }];
  });
}

function pageTab(tab: CustomTab): ShownTab[] {
  return tab.flexipage === undefined && tab.lwc === undefined
    ? []
    : [{ name: tab.name, label: tab.label, url: `/lightning/n/${tab.name}`, object: null }];
}
