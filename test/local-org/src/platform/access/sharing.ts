import type { PrincipalMetadata, RoleMetadata, SharingRule } from '../../metadata/project.ts';
import type { FieldDescribe, ObjectDescribe, Schema } from '../../schema/schema.ts';
import { shareNames } from '../../schema/share-objects.ts';
import type { Condition } from '../../soql/ast.ts';
import { Scope } from '../../soql/scope.ts';
import { ConditionSql } from '../../soql/where.ts';
import type { SqlContext } from '../../soql/where.ts';
import { quote } from '../../store/sql.ts';
import type { Sql } from '../../store/sql.ts';
import type { Store } from '../../store/store.ts';
import { combineConditions } from '../dml/combine-conditions.ts';
import { summaryCondition } from '../dml/summary-filter.ts';
import { Directory } from './principals.ts';
import type { Principals } from './principals.ts';
import type { UserRights } from './rights.ts';

/** What someone wants to do with a record. */
export type Use = 'read' | 'edit' | 'delete';

/** Shares that allow the use. */
const LEVELS: Record<Use, string> = { read: "'Read','Edit','All'", edit: "'Edit','All'", delete: "'All'" };

/** Standard objects whose records follow their account. */
const OF_ACCOUNT: Record<string, keyof Pick<RoleMetadata, 'caseAccess' | 'contactAccess' | 'opportunityAccess'>> = {
  Case: 'caseAccess',
  Contact: 'contactAccess',
  Opportunity: 'opportunityAccess'
};

export interface SharingContext {
  schema: Schema;
  store: Store;
  rules: readonly SharingRule[];
  roles: readonly RoleMetadata[];
  rights(userId: string): UserRights;
  /** For the criteria of rules. */
  sqlContext(): SqlContext;
}

const any = (parts: readonly Sql[]): Sql => ({
  sql: `(${parts.map((part) => part.sql).join(' OR ')})`,
  params: parts.flatMap((part) => part.params)
});

const list = (ids: readonly string[]): Sql => ({
  sql: '(SELECT value FROM json_each(?))',
  params: [JSON.stringify(ids)]
});

/**
 * Which records of an object a user may read or change, as a condition on its table: by org-wide defaults, ownership, the
 * role hierarchy, rules, shares, and through parents and children.
 */
export class Sharing {
  private readonly context: SharingContext;
  private directory: Directory | undefined;
  private roleIds = new Map<string, string>();
  private readonly known = new Map<string, Principals>();

  constructor(context: SharingContext) {
    this.context = context;
  }

  /** Users, roles or groups changed. */
  forget(): void {
    this.directory = undefined;
    this.known.clear();
  }

  private loaded(): Directory {
    if (this.directory === undefined) {
      this.directory = new Directory(this.context.store);
      this.roleIds = new Map(
        this.context.store
          .all('SELECT "DeveloperName", "Id" FROM "UserRole" WHERE "IsDeleted" = 0')
          .map(([name, id]) => [String(name).toLowerCase(), String(id)])
      );
    }
    return this.directory;
  }

  private principals(userId: string): Principals {
    const directory = this.loaded();
    let found = this.known.get(userId);
    if (found === undefined) {
      found = directory.of(userId);
      this.known.set(userId, found);
    }
    return found;
  }

  /** Undefined where the user may use all records. */
  filter(object: ObjectDescribe, alias: string, userId: string, use: Use, depth = 0): Sql | undefined {
    if ((object.kind !== 'custom' && object.kind !== 'standard') || object.share === true) return undefined;
    const rights = this.context.rights(userId).object(object);
    if (rights.modifyAll || (use === 'read' && rights.viewAll)) return undefined;
    const master = this.masterOf(object);
    if (master !== undefined) return this.throughParent(object, master, alias, userId, use, depth);
    const open =
      (object.sharingModel === 'ReadWrite' && use !== 'delete') || (use === 'read' && object.sharingModel === 'Read');
    if (open || !object.fields.has('ownerid')) return undefined;
    return any(this.grants(object, alias, userId, use, depth));
  }

  /** The lookup through which a record is controlled by its parent. */
  private masterOf(object: ObjectDescribe): FieldDescribe | undefined {
    const master = [...object.fields.values()].find((field) => field.masterDetail);
    if (master !== undefined || object.sharingModel !== 'ControlledByParent') return master;
    return object.fields.get('accountid') ?? object.fields.get('parentid');
  }

  private throughParent(
    object: ObjectDescribe,
    master: FieldDescribe,
    alias: string,
    userId: string,
    use: Use,
    depth: number
  ): Sql | undefined {
    const parent = this.context.schema.object(master.referenceTo[0] ?? '');
    const parentAlias = `m${depth}_${alias}`;
    const parentUse = use === 'read' || master.readableMasterSuffices === true ? 'read' : 'edit';
    const filter = parent && this.filter(parent, parentAlias, userId, parentUse, depth + 1);
    const key = `${alias}.${quote(master.apiName)}`;
    if (parent === undefined || filter === undefined) {
      return object.fields.has('ownerid') && !master.masterDetail
        ? any([{ sql: `${key} IS NOT NULL`, params: [] }, this.owned(alias, userId)])
        : undefined;
    }
    const through: Sql = {
      sql: `EXISTS (SELECT 1 FROM ${quote(parent.apiName)} ${parentAlias} WHERE ${parentAlias}."Id" = ${key} AND ${filter.sql})`,
      params: filter.params
    };
    // A contact without account is its owner's alone.
    return object.fields.has('ownerid') ? any([through, this.owned(alias, userId)]) : through;
  }

  private owned(alias: string, userId: string): Sql {
    const { sql, params } = list(this.principals(userId).owners);
    return { sql: `${alias}."OwnerId" IN ${sql}`, params };
  }

  private grants(object: ObjectDescribe, alias: string, userId: string, use: Use, depth: number): Sql[] {
    return [
      this.owned(alias, userId),
      ...this.shares(object, alias, userId, use),
      ...this.rules(object, alias, userId, use),
      ...this.implicit(object, alias, userId, use, depth)
    ];
  }

  private shares(object: ObjectDescribe, alias: string, userId: string, use: Use): Sql[] {
    const names = shareNames(object);
    if (names === undefined || this.context.schema.object(names.object) === undefined) return [];
    const { sql, params } = list(this.principals(userId).principals);
    return [
      {
        sql: `${alias}."Id" IN (SELECT s.${quote(names.parent)} FROM ${quote(names.object)} s WHERE s."IsDeleted" = 0
          AND s.${quote(names.access)} IN (${LEVELS[use]}) AND s."UserOrGroupId" IN ${sql})`,
        params
      }
    ];
  }

  /** Whether a rule's target holds the user, or someone below him. */
  private reaches(to: readonly PrincipalMetadata[], userId: string): boolean {
    const { owners } = this.principals(userId);
    return to.some(({ kind, name }) => {
      const users = this.loaded().ownersNamed(kind, name, this.roleIds);
      return users === undefined || users.some((user) => owners.includes(user));
    });
  }

  private rules(object: ObjectDescribe, alias: string, userId: string, use: Use): Sql[] {
    if (use === 'delete') return [];
    return this.context.rules.flatMap((rule): Sql[] => {
      const fits = rule.object === object.apiName && (use === 'read' || rule.access === 'Edit');
      if (!fits || !this.reaches(rule.to, userId)) return [];
      return [rule.from === undefined ? this.byCriteria(rule, object, alias) : this.byOwner(rule.from, alias)];
    });
  }

  private byOwner(from: readonly PrincipalMetadata[], alias: string): Sql {
    const users = from.map(({ kind, name }) => this.loaded().ownersNamed(kind, name, this.roleIds));
    if (users.includes(undefined)) return { sql: '1', params: [] };
    const { sql, params } = list(users.flatMap((some) => some ?? []));
    return { sql: `${alias}."OwnerId" IN ${sql}`, params };
  }

  private byCriteria(rule: SharingRule, object: ObjectDescribe, alias: string): Sql {
    const { schema } = this.context;
    const each = rule.criteria.map((item): Condition => summaryCondition(schema, object, item));
    const context = this.context.sqlContext();
    const scope = new Scope(context, object, { object: object.apiName }, alias);
    const { sql, params } = new ConditionSql(scope, context).condition(combineConditions(rule.filter, each));
    return { sql: `coalesce(${sql},0)`, params };
  }

  /**
   * Who may read a case, contact or opportunity may read its account; who owns an account may use its children as far as
   * his role says.
   */
  private implicit(object: ObjectDescribe, alias: string, userId: string, use: Use, depth: number): Sql[] {
    if (depth > 1) return [];
    if (object.apiName === 'Account') return use === 'read' ? this.accountsOfChildren(alias, userId, depth) : [];
    const level = OF_ACCOUNT[object.apiName];
    if (level === undefined || use === 'delete') return [];
    const roleId = this.loaded().role(userId);
    const role = this.context.roles.find(({ name }) => this.roleIds.get(name.toLowerCase()) === roleId);
    if (role === undefined || (role[level] !== 'Edit' && (role[level] !== 'Read' || use !== 'read'))) return [];
    const { sql, params } = list(this.principals(userId).owners);
    return [{ sql: `${alias}."AccountId" IN (SELECT a."Id" FROM "Account" a WHERE a."OwnerId" IN ${sql})`, params }];
  }

  private accountsOfChildren(alias: string, userId: string, depth: number): Sql[] {
    return Object.keys(OF_ACCOUNT).flatMap((name): Sql[] => {
      const child = this.context.schema.object(name);
      // Children that anybody may read say nothing of who works with the account.
      if (child === undefined || child.sharingModel !== 'Private') return [];
      const childAlias = `c${depth}_${alias}`;
      const grants = any([this.owned(childAlias, userId), ...this.shares(child, childAlias, userId, 'read')]);
      const sql = `${alias}."Id" IN (SELECT ${childAlias}."AccountId" FROM ${quote(name)} ${childAlias} WHERE ${childAlias}."IsDeleted" = 0 AND ${grants.sql})`;
      return [{ sql, params: grants.params }];
    });
  }
}
