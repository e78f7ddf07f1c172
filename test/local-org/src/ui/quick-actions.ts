import type { Project, QuickAction } from '../metadata/project.ts';
import type { LocalOrg } from '../platform/open-org.ts';
import type { ObjectDescribe } from '../schema/schema.ts';

export interface ShownAction {
  name: string;
  label: string;
  kind: 'edit' | 'delete' | 'create' | 'update' | 'lwc' | 'notEmulated';
  /** The component of a screen or headless action. */
  lwc: string | null;
  /** For `create`: the object, and the lookup that leads to this record. */
  targetObject: string | null;
  parentField: string | null;
  fields: string[];
}

const plain = { lwc: null, targetObject: null, parentField: null, fields: [] };

/** The buttons of a record page: the project's quick actions on the object, then what the user's rights allow. */
export function actionsOf(org: LocalOrg, project: Project, object: ObjectDescribe, userId: string): ShownAction[] {
  const rights = org.rights(userId).object(object);
  const own = project.quickActions
    .filter((action) => action.object === object.apiName)
    .map((action) => shown(org, action, userId))
    .filter((action) => action !== undefined);
  return [
    ...own,
    ...(rights.edit ? [{ name: 'Edit', label: 'Edit', kind: 'edit' as const, ...plain }] : []),
    ...(rights.delete ? [{ name: 'Delete', label: 'Delete', kind: 'delete' as const, ...plain }] : [])
  ];
}

function shown(org: LocalOrg, action: QuickAction, userId: string): ShownAction | undefined {
  const { name, label } = action;
  const fields = action.fields.map(({ field }) => field);
  const target = action.targetObject === undefined ? undefined : org.schema.object(action.targetObject);
  switch (action.type) {
    case 'LightningWebComponent':
      return { name, label, kind: 'lwc', ...plain, lwc: action.lwc ?? null };
    case 'Update':
      return { name, label, kind: 'update', ...plain, fields };
    case 'Create':
      return target && org.rights(userId).object(target).create
        ? {
            name,
            label,
            kind: 'create',
            lwc: null,
            targetObject: target.apiName,
            parentField: action.targetParentField ?? null,
            fields
          }
        : undefined;
    default:
      return { name, label: `${label} (not emulated: ${action.type})`, kind: 'notEmulated', ...plain };
  }
}
