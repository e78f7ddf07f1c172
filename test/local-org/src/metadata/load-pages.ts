import path from 'node:path';
import type {
  CustomTab,
  Flexipage,
  FlexipageComponent,
  LightningApplication,
  Project,
  VisibilityRule
} from './project.ts';
import type { Naming } from './namespace.ts';
import { withSuffix } from './project-files.ts';
import type { ProjectFiles } from './project-files.ts';
import { readMetadata } from './xml.ts';
import type { XmlElement } from './xml.ts';

function component(element: XmlElement): FlexipageComponent {
  return {
    name: element.required('componentName'),
    identifier: element.text('identifier'),
    properties: new Map(
      element
        .all('componentInstanceProperties')
        .map((property) => [property.required('name'), property.text('value') ?? ''])
    ),
    visibility: visibilityOf(element.first('visibilityRule'))
  };
}

function visibilityOf(rule: XmlElement | undefined): VisibilityRule | undefined {
  return (
    rule && {
      criteria: rule.all('criteria').map((criterion) => ({
        left: criterion.required('leftValue'),
        operator: criterion.required('operator'),
        right: criterion.text('rightValue') ?? ''
      })),
      booleanFilter: rule.text('booleanFilter')
    }
  );
}

function region(element: XmlElement): Flexipage['regions'][number] {
  const wrapped = element.all('itemInstances').flatMap((item) => item.all('componentInstance'));
  return {
    name: element.required('name'),
    type: element.text('type') ?? 'Region',
    components: [...wrapped, ...element.all('componentInstances')].map(component)
  };
}

export function loadFlexipages(files: ProjectFiles, naming: Naming): Flexipage[] {
  return withSuffix(files, '.flexipage-meta.xml').map(({ name, file }) => {
    const element = readMetadata(file, 'FlexiPage');
    const object = element.text('sobjectType');
    return {
      name,
      label: element.text('masterLabel') ?? name,
      type: element.required('type'),
      object: object === undefined ? undefined : naming.api(object),
      template: element.first('template')?.text('name') ?? '',
      regions: element.all('flexiPageRegions').map(region)
    };
  });
}

export function loadApplications(files: ProjectFiles, naming: Naming): LightningApplication[] {
  return withSuffix(files, '.app-meta.xml').map(({ name, file }) => {
    const element = readMetadata(file, 'CustomApplication');
    return {
      name,
      label: element.text('label') ?? name,
      tabs: element.all('tabs').map((tab) => naming.api(tab.content.trim())),
      actionOverrides: [...element.all('actionOverrides'), ...element.all('profileActionOverrides')]
        .filter((override) => override.text('type') === 'Flexipage')
        .map((override) => ({
          action: override.required('actionName'),
          object: naming.api(override.required('pageOrSobjectType')),
          flexipage: override.required('content'),
          formFactor: override.text('formFactor') ?? 'Large'
        }))
    };
  });
}

export function loadTabs(files: ProjectFiles, naming: Naming): CustomTab[] {
  return withSuffix(files, '.tab-meta.xml').map(({ name, file }) => {
    const element = readMetadata(file, 'CustomTab');
    return {
      name: naming.api(name),
      label: element.text('label') ?? name,
      customObject: element.flag('customObject'),
      flexipage: element.text('flexiPage'),
      lwc: element.text('lwcComponent')
    };
  });
}

export function loadLayouts(files: ProjectFiles, naming: Naming): Project['layouts'] {
  return withSuffix(files, '.layout-meta.xml').map(({ name, file }) => {
    const [object = '', ...rest] = decodeURIComponent(name).split('-');
    return { object: naming.api(object), name: rest.join('-'), file };
  });
}

/** The compact layout that each object assigns; an object without one shows its first fields. */
export function loadCompactLayouts(files: ProjectFiles, naming: Naming): ReadonlyMap<string, string[]> {
  const layouts = new Map(
    withSuffix(files, '.compactLayout-meta.xml').map(({ name, file }) => {
      const object = path.basename(path.dirname(path.dirname(file)));
      const fields = readMetadata(file, 'CompactLayout').all('fields');
      return [`${object}.${name}`, fields.map(({ content }) => naming.api(content.trim()))];
    })
  );
  const assigned = new Map<string, string[]>();
  for (const { name, file } of withSuffix(files, '.object-meta.xml')) {
    const layout = readMetadata(file, 'CustomObject').text('compactLayoutAssignment');
    const fields = layout === undefined ? undefined : layouts.get(`${name}.${layout}`);
    if (fields) assigned.set(naming.api(name), fields);
  }
  return assigned;
}
