import path from 'node:path';
import type { EventSubscriberConfig, ListView, PermissionSetMetadata, Project } from './project.ts';
import type { Naming } from './namespace.ts';
import { withSuffix } from './project-files.ts';
import type { ProjectFiles } from './project-files.ts';
import { readMetadata } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** `Object.Field` with the namespace in both halves. */
function fieldPath(element: XmlElement, naming: Naming): { object: string; field: string } {
  const text = element.required('field');
  const [object = '', field = ''] = text.split('.');
  if (object === '' || field === '') throw element.error('field', `"${text}" is not Object.Field`);
  return { object: naming.api(object), field: naming.api(field) };
}

function permissionSet(name: string, element: XmlElement, naming: Naming): PermissionSetMetadata {
  const enabled = element
    .all('userPermissions')
    .filter((permission) => permission.flag('enabled'))
    .map((permission) => permission.required('name'));
  return {
    name,
    label: element.text('label') ?? name,
    description: element.text('description'),
    objects: element.all('objectPermissions').map((permission) => ({
      object: naming.api(permission.required('object')),
      create: permission.flag('allowCreate'),
      read: permission.flag('allowRead'),
      edit: permission.flag('allowEdit'),
      delete: permission.flag('allowDelete'),
      viewAll: permission.flag('viewAllRecords'),
      modifyAll: permission.flag('modifyAllRecords')
    })),
    fields: element.all('fieldPermissions').map((permission) => ({
      ...fieldPath(permission, naming),
      readable: permission.flag('readable'),
      editable: permission.flag('editable')
    })),
    classes: element
      .all('classAccesses')
      .filter((access) => access.flag('enabled'))
      .map((access) => access.required('apexClass')),
    customPermissions: element
      .all('customPermissions')
      .filter((permission) => permission.flag('enabled'))
      .map((permission) => permission.required('name')),
    recordTypes: element.all('recordTypeVisibilities').map((visibility) => {
      const [object = '', developerName = ''] = visibility.required('recordType').split('.');
      return {
        object: naming.api(object),
        developerName,
        visible: visibility.flag('visible'),
        isDefault: visibility.flag('default')
      };
    }),
    viewAllData: enabled.includes('ViewAllData') || enabled.includes('ModifyAllData'),
    modifyAllData: enabled.includes('ModifyAllData'),
    viewEncryptedData: enabled.includes('ViewEncryptedData')
  };
}

export function loadPermissionSets(files: ProjectFiles, naming: Naming): PermissionSetMetadata[] {
  return withSuffix(files, '.permissionset-meta.xml').map(({ name, file }) =>
    permissionSet(name, readMetadata(file, 'PermissionSet'), naming)
  );
}

export function loadCustomPermissions(files: ProjectFiles): Project['customPermissions'] {
  return withSuffix(files, '.customPermission-meta.xml').map(({ name, file }) => ({
    name,
    label: readMetadata(file, 'CustomPermission').text('label') ?? name
  }));
}

/** Names of profiles in metadata that differ from those in the org. */
const PROFILE_NAMES: Record<string, string> = {
  Admin: 'System Administrator',
  Standard: 'Standard User',
  'Minimum Access - Salesforce': 'Minimum Access - Salesforce',
  ReadOnly: 'Read Only',
  MarketingProfile: 'Marketing User',
  ContractManager: 'Contract Manager',
  SolutionManager: 'Solution Manager'
};

/** Profiles grant like permission sets; what a file does not list, it does not change. */
export function loadProfiles(files: ProjectFiles, naming: Naming): PermissionSetMetadata[] {
  return withSuffix(files, '.profile-meta.xml').map(({ name, file }) => {
    const decoded = decodeURIComponent(name);
    return permissionSet(PROFILE_NAMES[decoded] ?? decoded, readMetadata(file, 'Profile'), naming);
  });
}

export function loadPermissionSetGroups(files: ProjectFiles, warnings: string[]): Project['permissionSetGroups'] {
  return withSuffix(files, '.permissionsetgroup-meta.xml').map(({ name, file }) => {
    const element = readMetadata(file, 'PermissionSetGroup');
    if (element.first('mutingPermissionSets') !== undefined) {
      warnings.push(`not emulated: muting permission sets of ${name}`);
    }
    return {
      name,
      label: element.text('label') ?? name,
      description: element.text('description'),
      permissionSets: element.all('permissionSets').map((child) => child.content.trim())
    };
  });
}

export function loadEventSubscriberConfigs(files: ProjectFiles, naming: Naming): EventSubscriberConfig[] {
  return withSuffix(files, '.platformEventSubscriberConfig-meta.xml').map(({ name, file }) => {
    const element = readMetadata(file, 'PlatformEventSubscriberConfig');
    const batchSize = element.number('batchSize');
    if (batchSize !== undefined && (batchSize < 1 || batchSize > 2000)) {
      throw element.error('batchSize', `${batchSize} is not between 1 and 2000`);
    }
    const partitions = element.number('numPartitions') ?? 1;
    if (partitions < 1 || partitions > 10)
      throw element.error('numPartitions', `${partitions} is not between 1 and 10`);
    const key = element.text('partitionKey') ?? 'EventUuid';
    return {
      name,
      trigger: element.required('platformEventConsumer'),
      batchSize,
      user: element.text('user'),
      partitions,
      // `Order_Event__e.Order_Number__c`, or the field alone.
      partitionKey: naming.api(key.split('.').at(-1) ?? key)
    };
  });
}

export function loadListViews(files: ProjectFiles, naming: Naming): ListView[] {
  return withSuffix(files, '.listView-meta.xml').map(({ name, file }) => {
    const element = readMetadata(file, 'ListView');
    return {
      object: naming.api(path.basename(path.dirname(path.dirname(file)))),
      name,
      label: element.text('label') ?? name,
      columns: element.all('columns').map((column) => naming.api(column.content.trim())),
      filterScope: element.text('filterScope') ?? 'Everything',
      booleanFilter: element.text('booleanFilter'),
      filters: element.all('filters').map((filter) => ({
        field: naming.api(filter.required('field')),
        operation: filter.required('operation'),
        value: filter.text('value')
      }))
    };
  });
}
