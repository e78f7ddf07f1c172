import type { LocalOrg } from '../../platform/open-org.ts';
import { datetimeText } from '../../soql/literals.ts';
import { notEmulated } from '../rest/rest-error.ts';

/** Names of the project's components by type, as far as the local org keeps them apart. */
function names(org: LocalOrg, type: string): { fullName: string; fileName: string }[] {
  const { project } = org;
  const inFolder = (folder: string, suffix: string, list: readonly { name: string }[]) =>
    list.map(({ name }) => ({ fullName: name, fileName: `${folder}/${name}.${suffix}` }));
  switch (type) {
    case 'ApexClass':
      return inFolder(
        'classes',
        'cls',
        project.apex.filter((unit) => unit.kind === 'class')
      );
    case 'ApexTrigger':
      return inFolder(
        'triggers',
        'trigger',
        project.apex.filter((unit) => unit.kind === 'trigger')
      );
    case 'CustomObject':
      return org.schema.objects.map(({ apiName }) => ({ fullName: apiName, fileName: `objects/${apiName}.object` }));
    case 'CustomField':
      return org.schema.objects.flatMap((object) =>
        [...object.fields.values()]
          .filter((field) => field.custom)
          .map((field) => ({
            fullName: `${object.apiName}.${field.apiName}`,
            fileName: `objects/${object.apiName}.object`
          }))
      );
    case 'LightningComponentBundle':
      return [...project.lwcDirectories.keys()].map((name) => ({ fullName: name, fileName: `lwc/${name}` }));
    case 'PermissionSet':
      return inFolder('permissionsets', 'permissionset', project.permissionSets);
    case 'CustomPermission':
      return inFolder('customPermissions', 'customPermission', project.customPermissions);
    case 'FlexiPage':
      return inFolder('flexipages', 'flexipage', project.flexipages);
    case 'CustomApplication':
      return inFolder('applications', 'app', project.applications);
    case 'CustomTab':
      return inFolder('tabs', 'tab', project.tabs);
    case 'Layout':
      return inFolder('layouts', 'layout', project.layouts);
    case 'Queue':
      return inFolder('queues', 'queue', project.queues);
    case 'CustomLabel':
      return [...project.labels.values()].map(({ name }) => ({
        fullName: name,
        fileName: 'labels/CustomLabels.labels'
      }));
    default:
      throw notEmulated(`listMetadata of ${type}`);
  }
}

/** FileProperties of the Metadata API, for the components of a type. */
export function listComponents(org: LocalOrg, type: string, userId: string): Record<string, unknown>[] {
  const date = datetimeText(org.clock.now());
  const by = { createdById: userId, createdByName: '', createdDate: date };
  return names(org, type).map(({ fullName, fileName }) => ({
    ...by,
    fileName,
    fullName,
    id: '',
    lastModifiedById: userId,
    lastModifiedByName: '',
    lastModifiedDate: date,
    manageableState: 'unmanaged',
    type
  }));
}
