import type { PrincipalMetadata, Project } from '../../metadata/project.ts';
import type { FieldValue } from '../../schema/schema.ts';
import type { Store } from '../../store/store.ts';
import type { SystemRows } from '../base-data.ts';

/** The groups that stand for a role in shares and memberships. */
const ROLE_GROUPS = ['Role', 'RoleAndSubordinates'] as const;

/** The groups of one role; made with it. */
export function ensureRoleGroups(rows: SystemRows, roleId: string, name: string): void {
  for (const type of ROLE_GROUPS) {
    rows.ensure('Group', 'DeveloperName', {
      DeveloperName: `${name}_${type}`,
      Name: name,
      Type: type,
      RelatedId: roleId
    });
  }
}

function ensureRoles(rows: SystemRows, project: Project): void {
  const ids = new Map<string, string>();
  for (const role of project.roles) {
    const id = rows.ensure('UserRole', 'DeveloperName', { DeveloperName: role.name, Name: role.label });
    ids.set(role.name, id);
    ensureRoleGroups(rows, id, role.name);
  }
  for (const role of project.roles) {
    const id = ids.get(role.name);
    if (id !== undefined) rows.update('UserRole', id, { ParentRoleId: ids.get(role.parent ?? '') ?? null });
  }
}

/** The id of the user or group that metadata names. */
function principalId(project: Project, store: Store, { kind, name }: PrincipalMetadata): FieldValue {
  const [objectName, field, value] =
    kind === 'user'
      ? ['User', 'Username', name]
      : [
          'Group',
          'DeveloperName',
          kind === 'role' ? `${name}_Role` : kind === 'roleAndSubordinates' ? `${name}_RoleAndSubordinates` : name
        ];
  const object = project.schema.object(objectName);
  return (object && store.find(object, field, [value])[0]?.get('Id')) ?? null;
}

function ensureMembers(
  rows: SystemRows,
  project: Project,
  store: Store,
  queueId: string,
  members: PrincipalMetadata[]
): void {
  const object = project.schema.object('GroupMember');
  const known = new Set(object && store.find(object, 'GroupId', [queueId]).map((row) => row.get('UserOrGroupId')));
  for (const member of members) {
    const id = principalId(project, store, member);
    if (id !== null && !known.has(id)) rows.insert('GroupMember', { GroupId: queueId, UserOrGroupId: id });
  }
}

function ensureQueue(rows: SystemRows, project: Project, store: Store, queue: Project['queues'][number]): void {
  const id = rows.ensure('Group', 'DeveloperName', { DeveloperName: queue.name, Name: queue.label, Type: 'Queue' });
  const link = project.schema.object('QueueSobject');
  const known = new Set(link && store.find(link, 'QueueId', [id]).map((row) => row.get('SobjectType')));
  for (const object of queue.objects) {
    if (!known.has(object)) rows.insert('QueueSobject', { QueueId: id, SobjectType: object });
  }
  ensureMembers(rows, project, store, id, queue.members);
}

/** Roles, public groups and queues of the project's metadata. */
export function ensureDirectory(rows: SystemRows, project: Project, store: Store): void {
  rows.ensure('Group', 'DeveloperName', {
    DeveloperName: 'AllInternalUsers',
    Name: 'All Internal Users',
    Type: 'Organization'
  });
  ensureRoles(rows, project);
  for (const group of project.groups) {
    rows.ensure('Group', 'DeveloperName', {
      DeveloperName: group.name,
      Name: group.label,
      Type: 'Regular',
      DoesIncludeBosses: group.includesBosses
    });
  }
  for (const queue of project.queues) ensureQueue(rows, project, store, queue);
}
