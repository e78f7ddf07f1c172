import type { Flexipage, FlexipageComponent, Project } from '../metadata/project.ts';
import type { ObjectDescribe } from '../schema/schema.ts';

/** A place on a page, as the browser draws it. */
export type PageNode =
  | { kind: 'lwc'; name: string; properties: Record<string, string> }
  | { kind: 'tabset'; tabs: { label: string; active: boolean; nodes: PageNode[] }[] }
  | { kind: 'highlights' | 'details' | 'relatedLists' }
  /** Something that stands on the page and that the local org cannot draw: it says so, instead of leaving a gap. */
  | { kind: 'notEmulated'; name: string };

export interface PageModel {
  /** Name of the flexipage, null for the page that objects without one get. */
  flexipage: string | null;
  regions: { name: string; nodes: PageNode[] }[];
}

const STANDARD_TAB_LABELS: Record<string, string> = {
  'Standard.Tab.detail': 'Details',
  'Standard.Tab.relatedLists': 'Related',
  'Standard.Tab.activity': 'Activity',
  'Standard.Tab.collaborate': 'Chatter'
};

const STANDARD_COMPONENTS: Record<string, 'highlights' | 'details' | 'relatedLists'> = {
  'force:highlightsPanel': 'highlights',
  'force:detailPanel': 'details',
  'force:relatedListContainer': 'relatedLists'
};

/**
 * The record page of an object: the one that the app assigns (`actionOverrides`), else a lone record page of the
 * object, else a page with highlights, details and related lists.
 *
 * @param application API name of the app that is open
 */
export function recordPage(project: Project, object: ObjectDescribe, application: string): PageModel {
  const flexipage = assignedPage(project, object, application);
  if (flexipage === undefined) {
    return {
      flexipage: null,
      regions: [
        { name: 'header', nodes: [{ kind: 'highlights' }] },
        {
          name: 'main',
          nodes: [{ kind: 'tabset', tabs: [{ label: 'Details', active: true, nodes: [{ kind: 'details' }] }] }]
        },
        { name: 'sidebar', nodes: [{ kind: 'relatedLists' }] }
      ]
    };
  }
  return {
    flexipage: flexipage.name,
    regions: flexipage.regions
      .filter((region) => region.type === 'Region')
      .map((region) => ({ name: region.name, nodes: nodesOf(region.components, flexipage, project) }))
  };
}

function assignedPage(project: Project, object: ObjectDescribe, application: string): Flexipage | undefined {
  const override = project.applications
    .find((app) => app.name === application)
    ?.actionOverrides.find(
      (each) => each.action === 'View' && each.object === object.apiName && each.formFactor === 'Large'
    );
  const pages = project.flexipages.filter((page) => page.type === 'RecordPage' && page.object === object.apiName);
  if (override !== undefined) {
    return pages.find((page) => page.name === override.flexipage);
  }
  return pages.length === 1 ? pages[0] : undefined;
}

function nodesOf(components: FlexipageComponent[], page: Flexipage, project: Project): PageNode[] {
  return components.map((component) => nodeOf(component, page, project));
}

function nodeOf(component: FlexipageComponent, page: Flexipage, project: Project): PageNode {
  if (component.conditional) {
    return { kind: 'notEmulated', name: `the visibility rule of ${component.name}` };
  }
  const standard = STANDARD_COMPONENTS[component.name];
  if (standard !== undefined) {
    return { kind: standard };
  }
  if (component.name === 'flexipage:tabset') {
    return { kind: 'tabset', tabs: tabsOf(component, page, project) };
  }
  const name = component.name.split(':').at(-1) ?? '';
  return project.lwcDirectories.has(name)
    ? { kind: 'lwc', name, properties: Object.fromEntries(component.properties) }
    : { kind: 'notEmulated', name: `the component ${component.name}` };
}

function tabsOf(
  tabset: FlexipageComponent,
  page: Flexipage,
  project: Project
): { label: string; active: boolean; nodes: PageNode[] }[] {
  return facet(page, tabset.properties.get('tabs')).map((tab) => {
    const title = tab.properties.get('title') ?? '';
    return {
      label: STANDARD_TAB_LABELS[title] ?? title,
      active: tab.properties.get('active') === 'true',
      nodes: nodesOf(facet(page, tab.properties.get('body')), page, project)
    };
  });
}

function facet(page: Flexipage, name: string | undefined): FlexipageComponent[] {
  return page.regions.find((region) => region.type === 'Facet' && region.name === name)?.components ?? [];
}
