import type { DatabaseSync } from 'node:sqlite';
import type { Project } from '../metadata/project.ts';
import type { EvaluationContext } from '../formula/evaluation.ts';
import type { FieldValue, ObjectDescribe } from '../schema/schema.ts';
import { checkQuery } from '../soql/check.ts';
import { countRows, executeQuery } from '../soql/execute.ts';
import { defineFunctions } from '../soql/sql-functions.ts';
import { Aliases } from '../soql/scope.ts';
import type { SoqlQuery } from '../soql/ast.ts';
import type { SqlContext } from '../soql/where.ts';
import { Store } from '../store/store.ts';
import { Transactions } from '../store/transactions.ts';
import { AccessControl } from './access/access-control.ts';
import { maskRows } from './access/masks.ts';
import type { UserRights } from './access/rights.ts';
import { ADMIN_USERNAME, AUTOMATED_PROCESS_USERNAME, SystemRows, ensureBaseData } from './base-data.ts';
import { Delivery } from './bus/delivery.ts';
import { EventLog } from './bus/event-log.ts';
import { SqliteEventBus } from './bus/local-event-bus.ts';
import type { LocalEventBus } from './bus/local-event-bus.ts';
import { Formulas } from './formulas/formulas.ts';
import { emptyRow } from './dml/build-rows.ts';
import { mergeRecords } from './dml/merge.ts';
import { calculateAdded } from './dml/roll-ups.ts';
import { runDml } from './dml/run-dml.ts';
import type { DmlContext } from './dml/work.ts';
import { OrgError } from './org.ts';
import { noteSeen } from './recent-records.ts';
import { RecordTypes } from './record-types.ts';
import type { UserRecordType } from './record-types.ts';
import { dropRemoved } from './removed-metadata.ts';
import { fillVirtualRows } from './virtual-rows.ts';
import type { Access, BindValue, Clock, EventTriggerRunner, Org, Savepoint, TriggerRunner } from './org.ts';

/** The org of one project, with what its owner needs besides what Apex, APIs and pages use. */
export interface LocalOrg extends Org {
  readonly project: Project;
  readonly bus: LocalEventBus;
  /** 18-character id of the Organization row. */
  readonly organizationId: string;
  /** 18-character id of the standard price book. */
  readonly standardPricebookId: string;
  readonly users: {
    /** The administrator that every local org has. */
    readonly admin: string;
    readonly automatedProcess: string;
    /** The id of the active user with that user name. */
    byUsername(username: string): string | undefined;
    /** The user name of an id, active or not. */
    byId(id: string): string | undefined;
  };
  /** What a user may do, for pages and describe calls. */
  rights(userId: string): UserRights;
  /** The record types of an object as the user finds them, the master one last. */
  recordTypes(object: ObjectDescribe, userId: string): UserRecordType[];
  /** What a new record of the user holds before anything is entered: null for the user's default record type. */
  newRecord(object: ObjectDescribe, userId: string, recordTypeId: string | null): Map<string, FieldValue>;
  /** What a formula sees besides its row, for that user. */
  formulaEnvironment(userId: string): Omit<EvaluationContext, 'values' | 'prior'>;
  /** Puts the values of the object's formula fields into a row, saved or not. */
  recalculate(object: ObjectDescribe, row: Map<string, FieldValue>): void;
  setTriggerRunner(runner: TriggerRunner): void;
  setEventRunner(runner: EventTriggerRunner): void;
  /** Rows that the platform writes past all rules (AsyncApexJob, audit fields in tests). Returns the id. */
  systemInsert(objectName: string, values: Record<string, FieldValue>): string;
  systemUpdate(objectName: string, id: string, values: Record<string, FieldValue>): void;
  systemDelete(objectName: string, id: string): void;
  /** The first row with this value of a field, past all rules. */
  systemRow(objectName: string, fieldName: string, value: FieldValue): ReadonlyMap<string, FieldValue> | undefined;
  /** Takes deleted records out of the recycle bin; the ids that were there come back. */
  emptyRecycleBin(object: ObjectDescribe, ids: readonly string[]): Set<string>;
  /** Like `rollback`, but also undoes events that were published immediately: for isolating tests. */
  discard(to: Savepoint): void;
  /** The org of another state of the project, over the same data. This one is not to be used any more. */
  reopen(project: Project): LocalOrg;
  close(): void;
}

export interface OpenOrgOptions {
  project: Project;
  /** A database file that stays, or `:memory:` (the default). */
  file?: string;
  clock?: Clock;
  /** The open database of an org whose project has changed. */
  database?: DatabaseSync;
}

class SqliteOrg implements LocalOrg {
  readonly project: Project;
  readonly clock: Clock;
  readonly bus: SqliteEventBus;
  readonly organizationId: string;
  readonly standardPricebookId: string;
  readonly users: LocalOrg['users'];
  private readonly store: Store;
  private readonly transactions: Transactions;
  private readonly accessControl: AccessControl;
  private readonly recordTypeTable: RecordTypes;
  private readonly systemRows: SystemRows;
  private readonly formulas: Formulas;
  private readonly dmlContext: DmlContext;
  private triggerRunner: TriggerRunner | undefined;

  constructor(options: OpenOrgOptions) {
    this.project = options.project;
    this.clock = options.clock ?? Date;
    const schema = this.project.schema;
    this.store = new Store(options.database ?? options.file ?? ':memory:', schema);
    this.transactions = new Transactions(this.store);
    this.accessControl = new AccessControl({
      schema,
      store: this.store,
      sharingRules: this.project.sharingRules,
      roles: this.project.roles,
      profiles: this.project.profiles,
      permissionSets: this.project.permissionSets,
      sqlContext: () => this.sqlContext([], { userId: '', mode: 'system', sharing: false })
    });
    this.recordTypeTable = new RecordTypes(this.store, (userId) => this.accessControl.rights(userId));
    this.formulas = new Formulas({
      schema,
      store: this.store,
      clock: this.clock,
      accessControl: this.accessControl,
      labels: this.project.labels
    });
    defineFunctions(this.store);
    this.systemRows = new SystemRows(schema, this.store, () => this.clock.now());
    this.transactions.run(() => ensureBaseData(this.systemRows, this.project, this.store));
    this.users = {
      admin: this.requireUser(ADMIN_USERNAME),
      automatedProcess: this.requireUser(AUTOMATED_PROCESS_USERNAME),
      byUsername: (username) => this.userId(username),
      byId: (id) => {
        const name = this.store.all('SELECT "Username" FROM "User" WHERE "Id" = ?', [id])[0]?.[0];
        return typeof name === 'string' ? name : undefined;
      }
    };
    this.organizationId = String(this.store.all('SELECT "Id" FROM "Organization"')[0]?.[0]);
    this.standardPricebookId = String(this.store.all('SELECT "Id" FROM "Pricebook2" WHERE "IsStandard" = 1')[0]?.[0]);
    this.bus = this.openBus();
    this.transactions.listener = {
      committed: () => this.bus.committed(),
      rolledBack: () => {
        this.accessControl.forget();
        this.bus.rolledBack();
      }
    };
    this.dmlContext = {
      schema,
      store: this.store,
      transactions: this.transactions,
      clock: this.clock,
      accessControl: this.accessControl,
      formulas: this.formulas,
      recordTypes: this.recordTypeTable,
      triggers: () => this.triggerRunner,
      running: []
    };
    this.transactions.run(() => calculateAdded(this.dmlContext));
  }

  get schema() {
    return this.project.schema;
  }

  get labels() {
    return this.project.labels;
  }

  private openBus(): SqliteEventBus {
    const log = new EventLog(this.store);
    const delivery = new Delivery({
      store: this.store,
      log,
      clock: this.clock,
      objects: this.schema.objects.filter((object) => object.kind === 'event'),
      configs: this.project.eventSubscriberConfigs,
      userId: (username) => (username === undefined ? this.users.automatedProcess : this.requireUser(username)),
      subscriberObject: this.schema.object('EventBusSubscriber')
    });
    const { transactions, clock, accessControl } = this;
    return new SqliteEventBus({ log, delivery, transactions, clock, accessControl });
  }

  private userId(username: string): string | undefined {
    const row = this.store.all('SELECT "Id" FROM "User" WHERE "Username" = ? AND "IsActive" = 1 AND "IsDeleted" = 0', [
      username
    ])[0];
    return row === undefined ? undefined : String(row[0]);
  }

  private requireUser(username: string): string {
    const id = this.userId(username);
    if (id === undefined) throw new OrgError('INVALID_USER', `the org has no active user ${username}; insert it first`);
    return id;
  }

  private sqlContext(binds: readonly BindValue[], access: Access): SqlContext {
    this.formulas.use(access.userId);
    return {
      schema: this.schema,
      formulas: this.formulas,
      timeZone: this.formulas.timeZone,
      userId: access.userId,
      format: this.formulas.format,
      prefixes: (object, field) => this.store.prefixes(object, field.apiName),
      binds,
      now: this.clock.now(),
      aliases: new Aliases(),
      rowFilter: (object, alias) => this.accessControl.rowFilter(object, alias, access)
    };
  }

  private checked(query: SoqlQuery, access: Access): Access {
    const effective: Access =
      query.with === 'SYSTEM_MODE'
        ? { ...access, mode: 'system' }
        : query.with === 'USER_MODE'
          ? { ...access, mode: 'user' }
          : access;
    const enforced: Access = query.with === 'SECURITY_ENFORCED' ? { ...access, mode: 'user' } : effective;
    checkQuery(query, this.schema, this.accessControl.visibility(enforced));
    return effective;
  }

  query(query: SoqlQuery, binds: readonly BindValue[], access: Access) {
    this.prepare(query, binds);
    const effective = this.checked(query, access);
    const result = executeQuery(query, this.store, this.sqlContext(binds, effective));
    if (query.forView === true) {
      for (const { object, fields } of result.rows) {
        const id = fields.get('Id');
        if (typeof id === 'string') noteSeen(this, access.userId, object, id);
      }
    }
    if (access.masked === true && !this.rights(access.userId).viewEncryptedData) maskRows(result.rows);
    return result;
  }

  private prepare(query: SoqlQuery, binds: readonly BindValue[]): void {
    if (query.from.object.toLowerCase() === 'eventbussubscriber') this.bus.refreshSubscribers();
    const { schema, store, accessControl } = this;
    fillVirtualRows(query, { schema, store, accessControl, binds });
  }

  count(query: SoqlQuery, binds: readonly BindValue[], access: Access): number {
    this.prepare(query, binds);
    const effective = this.checked(query, access);
    return countRows(query, this.store, this.sqlContext(binds, effective));
  }

  dml: Org['dml'] = (operation, rows, options) => runDml(this.dmlContext, operation, rows, options);

  merge: Org['merge'] = (master, duplicateIds, options) => mergeRecords(this.dmlContext, master, duplicateIds, options);

  transaction<T>(work: () => T): T {
    return this.transactions.run(work);
  }

  savepoint(): Savepoint {
    return this.transactions.savepoint();
  }

  rollback(to: Savepoint): void {
    this.transactions.rollback(to);
  }

  discard(to: Savepoint): void {
    this.transactions.rollback(to);
    this.bus.forgetImmediate();
  }

  rights(userId: string): UserRights {
    return this.accessControl.rights(userId);
  }

  recordTypes(object: ObjectDescribe, userId: string): UserRecordType[] {
    return this.recordTypeTable.of(object, userId);
  }

  newRecord(object: ObjectDescribe, userId: string, recordTypeId: string | null): Map<string, FieldValue> {
    const access: Access = { userId, mode: 'system', sharing: false };
    this.formulas.use(userId);
    return emptyRow({ context: this.dmlContext, object, operation: 'insert', access }, recordTypeId);
  }

  formulaEnvironment(userId: string) {
    this.formulas.use(userId);
    return this.formulas.environment();
  }

  recalculate(object: ObjectDescribe, row: Map<string, FieldValue>): void {
    this.formulas.fill(object, [row]);
  }

  setTriggerRunner(runner: TriggerRunner): void {
    this.triggerRunner = runner;
  }

  setEventRunner(runner: EventTriggerRunner): void {
    this.bus.setRunner(runner);
  }

  systemInsert(objectName: string, values: Record<string, FieldValue>): string {
    return this.systemRows.insert(objectName, values);
  }

  emptyRecycleBin(object: ObjectDescribe, ids: readonly string[]): Set<string> {
    return this.store.emptyBin(object, ids);
  }

  systemUpdate(objectName: string, id: string, values: Record<string, FieldValue>): void {
    this.systemRows.update(objectName, id, values);
  }

  systemDelete(objectName: string, id: string): void {
    this.systemRows.delete(objectName, id);
  }

  systemRow(objectName: string, fieldName: string, value: FieldValue): ReadonlyMap<string, FieldValue> | undefined {
    return this.systemRows.find(objectName, fieldName, value);
  }

  reopen(project: Project): LocalOrg {
    dropRemoved(this.store, this.project, project);
    return new SqliteOrg({ project, clock: this.clock, database: this.store.release() });
  }

  close(): void {
    this.store.close();
  }
}

/** Opens the org of a project: makes or grows its database, writes the base data. Throws when the file cannot be used. */
export function openOrg(options: OpenOrgOptions): LocalOrg {
  return new SqliteOrg(options);
}
