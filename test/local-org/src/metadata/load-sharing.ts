import path from 'node:path';
import type { Summary } from '../schema/schema.ts';
import type { Naming } from './namespace.ts';
import type { GroupMetadata, PrincipalMetadata, Project, RoleMetadata, SharingRule } from './project.ts';
import { withSuffix } from './project-files.ts';
import type { ProjectFiles } from './project-files.ts';
import { readMetadata } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** Elements that name users by what they belong to, and what they stand for. */
const PRINCIPALS: Record<string, PrincipalMetadata['kind']> = {
  role: 'role',
  roleAndSubordinates: 'roleAndSubordinates',
  roleAndSubordinatesInternal: 'roleAndSubordinates',
  group: 'group',
  queue: 'queue',
  user: 'user',
  publicGroup: 'group',
  allInternalUsers: 'everybody'
};

function principals(element: XmlElement | undefined): PrincipalMetadata[] {
  return (element?.children ?? []).flatMap((child): PrincipalMetadata[] => {
    const kind = PRINCIPALS[child.name];
    if (kind === undefined) throw child.error(child.name, `not emulated: sharing with ${child.name}`);
    return [{ kind, name: child.content.trim() }];
  });
}

export function loadRoles(files: ProjectFiles): RoleMetadata[] {
  return withSuffix(files, '.role-meta.xml').map(({ name, file }) => {
    const element = readMetadata(file, 'Role');
    return {
      name,
      label: element.text('name') ?? name,
      parent: element.text('parentRole'),
      caseAccess: element.text('caseAccessLevel') ?? 'None',
      contactAccess: element.text('contactAccessLevel') ?? 'None',
      opportunityAccess: element.text('opportunityAccessLevel') ?? 'None'
    };
  });
}

export function loadGroups(files: ProjectFiles): GroupMetadata[] {
  return withSuffix(files, '.group-meta.xml').map(({ name, file }) => {
    const element = readMetadata(file, 'Group');
    return { name, label: element.text('name') ?? name, includesBosses: element.flag('doesIncludeBosses') };
  });
}

/** `queueMembers` holds a list of each kind of member. */
function members(element: XmlElement): PrincipalMetadata[] {
  return element.all('queueMembers').flatMap((group) => group.children.flatMap((list) => principals(list)));
}

export function loadQueues(files: ProjectFiles, naming: Naming): Project['queues'] {
  return withSuffix(files, '.queue-meta.xml').map(({ name, file }) => {
    const element = readMetadata(file, 'Queue');
    return {
      name,
      label: element.text('name') ?? name,
      objects: element.all('queueSobject').map((entry) => naming.api(entry.required('sobjectType'))),
      members: members(element)
    };
  });
}

function criteria(element: XmlElement, naming: Naming): Summary['filters'] {
  return element.all('criteriaItems').map((item) => ({
    field: naming.api(item.required('field')),
    operation: item.required('operation'),
    value: item.text('value') ?? ''
  }));
}

function rule(object: string, element: XmlElement, naming: Naming): SharingRule {
  const access = element.required('accessLevel');
  if (access !== 'Read' && access !== 'Edit')
    throw element.error('accessLevel', `"${access}" is neither Read nor Edit`);
  const owned = element.name === 'sharingOwnerRules';
  const filter = element.text('booleanFilter');
  return {
    object,
    name: element.required('fullName'),
    access,
    to: principals(element.first('sharedTo')),
    from: owned ? principals(element.first('sharedFrom')) : undefined,
    criteria: owned ? [] : criteria(element, naming),
    ...(filter === undefined ? {} : { filter })
  };
}

export function loadSharingRules(files: ProjectFiles, naming: Naming, warnings: string[]): SharingRule[] {
  return withSuffix(files, '.sharingRules-meta.xml').flatMap(({ name, file }) => {
    const element = readMetadata(file, 'SharingRules');
    const object = naming.api(path.basename(name));
    for (const other of ['sharingGuestRules', 'sharingTerritoryRules']) {
      if (element.first(other) !== undefined) warnings.push(`not emulated: ${other} of ${object}`);
    }
    return [...element.all('sharingOwnerRules'), ...element.all('sharingCriteriaRules')].map((entry) =>
      rule(object, entry, naming)
    );
  });
}
