import type { Project } from '../metadata/project.ts';
import type { Store } from '../store/store.ts';

/** Names of what the platform keeps a row for: object → the field that holds the name → names. */
function mirrored(project: Project): [object: string, key: string, names: Set<string>][] {
  const apex = (kind: 'class' | 'trigger') =>
    project.apex.filter((unit) => unit.kind === kind).map((unit) => unit.name);
  const types = Map.groupBy(project.customMetadataRecords, (record) => record.type);
  return [
    ['ApexClass', 'Name', new Set(apex('class'))],
    ['ApexTrigger', 'Name', new Set(apex('trigger'))],
    ['PermissionSet', 'Name', new Set(project.permissionSets.map((set) => set.name))],
    ['CustomPermission', 'DeveloperName', new Set(project.customPermissions.map((permission) => permission.name))],
    ['EntityDefinition', 'QualifiedApiName', new Set(project.schema.objects.map((object) => object.apiName))],
    ...[...types].map(([type, records]): [string, string, Set<string>] => [
      type,
      'DeveloperName',
      new Set(records.map((record) => record.developerName))
    ])
  ];
}

/** Deletes the rows of what a project had and has no more. */
export function dropRemoved(store: Store, before: Project, after: Project): void {
  const still = new Map(mirrored(after).map(([object, , names]) => [object, names]));
  for (const [objectName, key, names] of mirrored(before)) {
    const object = after.schema.object(objectName);
    const gone = [...names].filter((name) => still.get(objectName)?.has(name) !== true);
    if (object !== undefined) store.remove(object, key, gone);
  }
}
