import type { CustomTab, Flexipage, FlexipageComponent, Project } from '../metadata/project.ts';
import type { ObjectDescribe } from '../schema/schema.ts';
import { isVisible, type VisibilityContext } from './visibility.ts';

/** A place on a page, as the browser draws it. */
export type PageNode =
  | { kind: 'lwc'; name: string; properties: Record<string, string> }
  | { kind: 'tabset'; tabs: { label: string; active: boolean; nodes: PageNode[] }[] }
  | { kind: 'highlights' | 'details' | 'relatedLists' }
  | { kind: 'relatedList'; relationship: string }
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
 * @param visibility what the rules of components may ask about
 */
export function recordPage(
  project: Project,
  object: ObjectDescribe,
  application: string,
  visibility: VisibilityContext = UNKNOWN
): PageModel {
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
  return modelOf(project, flexipage, visibility);
}

/** The page behind a tab: an app page, or one component. */
export function appPage(project: Project, tab: CustomTab, visibility: VisibilityContext = UNKNOWN): PageModel {
  if (tab.lwc !== undefined) {
    return { flexipage: null, regions: [{ name: 'main', nodes: [{ kind: 'lwc', name: tab.lwc, properties: {} }] }] };
  }
  const flexipage = project.flexipages.find((page) => page.name === tab.flexipage);
  return flexipage === undefined
    ? { flexipage: null, regions: [{ name: 'main', nodes: [{ kind: 'notEmulated', name: `the tab ${tab.name}` }] }] }
    : modelOf(project, flexipage, visibility);
}

const UNKNOWN: VisibilityContext = { field: () => undefined, customPermission: () => false };

function modelOf(project: Project, flexipage: Flexipage, visibility: VisibilityContext): PageModel {
  const builder = new PageBuilder(project, flexipage, visibility);
  return {
    flexipage: flexipage.name,
    regions: flexipage.regions
      .filter((region) => region.type === 'Region')
      .map((region) => ({ name: region.name, nodes: builder.nodes(region.components) }))
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

/** Draws the components of one page. */
class PageBuilder {
  readonly #project: Project;
  readonly #page: Flexipage;
  readonly #visibility: VisibilityContext;

  constructor(project: Project, page: Flexipage, visibility: VisibilityContext) {
    this.#project = project;
    this.#page = page;
    this.#visibility = visibility;
  }

  nodes(components: readonly FlexipageComponent[]): PageNode[] {
    return components.flatMap((component) => {
      try {
        const shown = component.visibility === undefined || isVisible(component.visibility, this.#visibility);
        return shown ? [this.#node(component)] : [];
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return [{ kind: 'notEmulated', name: reason.replace(/^not emulated: /, '') }];
      }
    });
  }

  #node(component: FlexipageComponent): PageNode {
    const standard = STANDARD_COMPONENTS[component.name];
    if (standard !== undefined) {
      return { kind: standard };
    }
    if (component.name === 'flexipage:tabset') {
      return { kind: 'tabset', tabs: this.#tabs(component) };
    }
    const relationship = component.properties.get('relatedListApiName');
    if (component.name === 'force:relatedListSingleContainer' && relationship !== undefined) {
      return { kind: 'relatedList', relationship };
    }
    const name = component.name.split(':').at(-1) ?? '';
    return this.#project.lwcDirectories.has(name)
      ? { kind: 'lwc', name, properties: Object.fromEntries(component.properties) }
      : { kind: 'notEmulated', name: `the component ${component.name}` };
  }

  #tabs(tabset: FlexipageComponent): { label: string; active: boolean; nodes: PageNode[] }[] {
    return this.#facet(tabset.properties.get('tabs')).map((tab) => {
      const title = tab.properties.get('title') ?? '';
      return {
        label: STANDARD_TAB_LABELS[title] ?? title,
        active: tab.properties.get('active') === 'true',
        nodes: this.nodes(this.#facet(tab.properties.get('body')))
      };
    });
  }

  #facet(name: string | undefined): FlexipageComponent[] {
    return this.#page.regions.find((region) => region.type === 'Facet' && region.name === name)?.components ?? [];
  }
}
