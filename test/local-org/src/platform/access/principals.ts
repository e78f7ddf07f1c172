import type { SqlValue } from '../../store/sql.ts';
import type { Store } from '../../store/store.ts';

/** A user with all that share with him: himself, his groups, and the same of everybody below him. */
export interface Principals {
  /** Ids of owners whose records he sees as if they were his: himself, his subordinates, and queues of any of these. */
  owners: string[];
  /** Ids of users and groups whose shares reach him. */
  principals: string[];
}

interface Role {
  id: string;
  parent: string | null;
}

interface GroupRow {
  id: string;
  type: string;
  related: string | null;
  name: string;
}

/** The org's roles, groups and memberships, read once. */
export class Directory {
  private readonly roles: Role[];
  private readonly groups: GroupRow[];
  private readonly roleOf = new Map<string, string>();
  /** Members by group: users and groups. */
  private readonly members = new Map<string, string[]>();

  constructor(store: Store) {
    const text = (value: SqlValue | undefined): string | null => (typeof value === 'string' ? value : null);
    this.roles = store
      .all('SELECT "Id", "ParentRoleId" FROM "UserRole" WHERE "IsDeleted" = 0')
      .map(([id, parent]) => ({ id: String(id), parent: text(parent) }));
    this.groups = store
      .all('SELECT "Id", "Type", "RelatedId", "DeveloperName" FROM "Group" WHERE "IsDeleted" = 0')
      .map(([id, type, related, name]) => ({
        id: String(id),
        type: String(type),
        related: text(related),
        name: String(name)
      }));
    for (const [user, role] of store.all('SELECT "Id", "UserRoleId" FROM "User" WHERE "UserRoleId" IS NOT NULL')) {
      this.roleOf.set(String(user), String(role));
    }
    for (const [group, member] of store.all(
      'SELECT "GroupId", "UserOrGroupId" FROM "GroupMember" WHERE "IsDeleted" = 0'
    )) {
      this.members.set(String(group), [...(this.members.get(String(group)) ?? []), String(member)]);
    }
  }

  /** The role and all above it. */
  private ancestors(role: string): Set<string> {
    const found = new Set<string>();
    for (let at: string | null = role; at !== null && !found.has(at);) {
      found.add(at);
      const here: string = at;
      at = this.roles.find((candidate) => candidate.id === here)?.parent ?? null;
    }
    return found;
  }

  private usersIn(roles: ReadonlySet<string>): string[] {
    return [...this.roleOf].flatMap(([user, role]) => (roles.has(role) ? [user] : []));
  }

  private below(role: string, inclusive: boolean): Set<string> {
    const ids = this.roles.filter(({ id }) => (inclusive || id !== role) && this.ancestors(id).has(role));
    return new Set(ids.map(({ id }) => id));
  }

  /** The groups that a user belongs to, directly or through roles and other groups. */
  private groupsOf(user: string): Set<string> {
    const role = this.roleOf.get(user);
    const above = role === undefined ? new Set<string>() : this.ancestors(role);
    const found = new Set<string>();
    for (const { id, type, related } of this.groups) {
      const byRole = type === 'Role' ? related !== null && related === role : above.has(related ?? '');
      if (type === 'Organization' || ((type === 'Role' || type === 'RoleAndSubordinates') && byRole)) found.add(id);
    }
    const join = (): number => {
      for (const [group, members] of this.members) {
        if (members.some((member) => member === user || found.has(member))) found.add(group);
      }
      return found.size;
    };
    // Groups of groups: until a round adds none.
    for (let before = found.size, after = join(); after > before;) [before, after] = [after, join()];
    return found;
  }

  of(user: string): Principals {
    const role = this.roleOf.get(user);
    const users = [user, ...(role === undefined ? [] : this.usersIn(this.below(role, false)))];
    const groups = new Set(users.flatMap((one) => [...this.groupsOf(one)]));
    const queues = this.groups.filter(({ id, type }) => type === 'Queue' && groups.has(id)).map(({ id }) => id);
    return { owners: [...users, ...queues], principals: [...users, ...groups] };
  }

  role(user: string): string | undefined {
    return this.roleOf.get(user);
  }

  /** The users that metadata means by a role, a group or everybody, and queues by themselves; undefined for everybody. */
  ownersNamed(kind: string, name: string, roleIds: ReadonlyMap<string, string>): string[] | undefined {
    if (kind === 'everybody') return undefined;
    if (kind === 'role' || kind === 'roleAndSubordinates') {
      const id = roleIds.get(name.toLowerCase());
      return id === undefined ? [] : this.usersIn(kind === 'role' ? new Set([id]) : this.below(id, true));
    }
    const group = this.groups.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
    if (group === undefined) return [];
    return kind === 'queue' ? [group.id] : this.expand(group.id);
  }

  /** All users in a group. */
  private expand(group: string, seen = new Set<string>()): string[] {
    if (seen.has(group)) return [];
    seen.add(group);
    const row = this.groups.find(({ id }) => id === group);
    if (row?.related != null && row.type === 'Role') return this.usersIn(new Set([row.related]));
    if (row?.related != null && row.type.startsWith('RoleAndSubordinates'))
      return this.usersIn(this.below(row.related, true));
    return (this.members.get(group) ?? []).flatMap((member) =>
      member.startsWith('005') ? [member] : this.expand(member, seen)
    );
  }
}
