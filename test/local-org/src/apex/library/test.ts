import { ABSTRACT, declare, libraryClass, libraryType } from '../types/library.ts';
import type { Type } from '../types/type.ts';
import { lineage } from '../types/symbols.ts';
import { runJob } from '../platform/async.ts';
import { firing } from '../platform/schedule.ts';
import { emitted } from '../runtime/emitted.ts';
import { invoke } from '../runtime/dispatch.ts';
import { GovernorLimits } from '../runtime/limits.ts';
import { present } from '../runtime/operators.ts';
import { STUBS } from '../runtime/text.ts';
import { current } from '../runtime/transaction.ts';
import { ApexList } from '../runtime/values/collections.ts';
import type { ApexDatetime } from '../runtime/values/dates.ts';
import { notEmulated, raise } from '../runtime/values/exceptions.ts';
import { NativeObject, type ApexObject } from '../runtime/values/objects.ts';
import { deliver } from './event-bus.ts';
import { setCurrentPage } from './visualforce.ts';
import type { SObjectRecord } from '../runtime/values/record.ts';
import type { TestState } from '../testing/test-state.ts';

declare({
  name: 'HttpCalloutMock',
  kind: 'interface',
  methods: { 'HttpResponse respond(HttpRequest request)': ABSTRACT }
});

function state(): TestState {
  const { test } = current();
  if (!test) {
    raise('UnexpectedException', 'This method may be called by tests only');
  }
  return test;
}

function startTest(): void {
  const test = state();
  if (test.started) {
    raise('FinalException', 'Testing already started');
  }
  test.started = true;
  test.outer = current().limits;
  test.outerUncommitted = current().uncommitted;
  current().limits = new GovernorLimits();
  current().uncommitted = false;
  current().savepoints = [];
}

/** Ends the fresh limits, then runs what was queued and delivers what was published. */
function stopTest(): void {
  const test = state();
  const transaction = current();
  if (!test.started || test.stopped || !test.outer) {
    raise('FinalException', 'Testing has not started');
  }
  test.stopped = true;
  transaction.limits = test.outer;
  transaction.uncommitted ||= test.outerUncommitted;
  let jobs = transaction.jobs.splice(0);
  while (jobs.length) {
    const next = jobs.flatMap((job) => runJob(job, transaction));
    deliver();
    jobs = [...next, ...test.jobs.splice(0)];
  }
  deliver();
  for (const job of test.jobs.splice(0)) {
    runJob(job, transaction);
  }
  for (const scheduled of test.scheduled) {
    const queued = runJob(firing(transaction.org, scheduled, false), transaction);
    queued.forEach((job) => runJob(job, transaction));
  }
}

/** An object of the class whose every method asks the provider. */
function createStub(type: NativeObject<Type>, provider: ApexObject): unknown {
  const { data } = present(type);
  const record = data.kind === 'class' ? current().program.record(data.symbol) : undefined;
  if (data.kind !== 'class' || !record) {
    raise('TypeException', `Test.createStub needs a class of the project: ${data.name}`);
  }
  const stub = new record.javaScript(data.symbol) as unknown as Record<string, unknown>;
  STUBS.add(stub as unknown as ApexObject);
  for (const method of [
    ...lineage(data.symbol),
    ...data.symbol.interfaces.flatMap((one) => (one.kind === 'class' ? [one.symbol] : []))
  ].flatMap((owner) => owner.allMethods())) {
    if (!method.static && !method.owner.library) {
      const names = (method.declaration?.parameters ?? []).map((parameter) => parameter.name);
      stub[method.key] = (...values: unknown[]) =>
        invoke(provider, 'handleMethodCall', [
          stub,
          method.name,
          method.returns.kind === 'void' ? null : emitted.typeObject(method.returns),
          new ApexList(
            libraryType('Type'),
            method.parameters.map((one) => emitted.typeObject(one))
          ),
          new ApexList(libraryType('String'), names),
          new ApexList(libraryType('Object'), values)
        ]);
    }
  }
  return stub;
}

function install(handler: ApexObject, from: unknown, isPush: unknown = false): void {
  const { org, userId } = current();
  const data = { organizationId: org.organizationId, installerId: userId, from, isPush, isUpgrade: from !== null };
  invoke(handler, 'onInstall', [new NativeObject(present(libraryClass('InstallContext')), data)]);
}

type Installing = NativeObject<Record<string, unknown>>;
declare({
  name: 'InstallContext',
  methods: {
    'Id organizationId()': (self: Installing) => self.data['organizationId'],
    'Id installerId()': (self: Installing) => self.data['installerId'],
    'Boolean isUpgrade()': (self: Installing) => self.data['isUpgrade'],
    'Boolean isPush()': (self: Installing) => self.data['isPush'],
    'Version previousVersion()': (self: Installing) => self.data['from']
  }
});
declare({ name: 'InstallHandler', kind: 'interface', methods: { 'void onInstall(InstallContext context)': ABSTRACT } });
declare({
  name: 'UninstallContext',
  methods: {
    'Id organizationId()': (self: Installing) => self.data['organizationId'],
    'Id uninstallerId()': (self: Installing) => self.data['uninstallerId']
  }
});
declare({
  name: 'UninstallHandler',
  kind: 'interface',
  methods: { 'void onUninstall(UninstallContext context)': ABSTRACT }
});

declare({
  name: 'Test',
  statics: {
    'void startTest()': startTest,
    'void stopTest()': stopTest,
    'Boolean isRunningTest()': () => current().test !== null,
    'EventBus.TestBroker getEventBus()': () => new NativeObject(present(libraryClass('EventBus.TestBroker')), null),
    'Object createStub(Type type, StubProvider provider)': createStub,
    'void setMock(Type type, Object mock)': (_: unknown, mock: ApexObject | null) => {
      state().mock = mock;
    },
    'void setCreatedDate(Id id, Datetime at)': (id: string, at: ApexDatetime) => {
      const object = current().org.schema.byKeyPrefix(present(id).slice(0, 3));
      current().org.systemUpdate(present(object).apiName, id, { CreatedDate: at.field });
    },
    'void setCurrentPage(PageReference page)': setCurrentPage,
    'void setCurrentPageReference(PageReference page)': setCurrentPage,
    'void setFixedSearchResults(List<Id> ids)': (ids: ApexList) => {
      state().searchResults = present(ids).items.map(String);
    },
    // Groups are always up to date here.
    'void calculatePermissionSetGroup(Id id)': () => undefined,
    'void calculatePermissionSetGroup(List<Id> ids)': () => undefined,
    'Id getStandardPricebookId()': () => current().org.standardPricebookId,
    'void enableChangeDataCapture()': () => {
      throw notEmulated('Test.enableChangeDataCapture');
    },
    'List<SObject> loadData(Schema.SObjectType type, String resource)': (): SObjectRecord[] => {
      throw notEmulated('Test.loadData');
    },
    'void testInstall(InstallHandler handler, Version from)': install,
    'void testInstall(InstallHandler handler, Version from, Boolean isPush)': install,
    'void testUninstall(UninstallHandler handler)': (handler: ApexObject) => {
      const { org, userId } = current();
      const data = { organizationId: org.organizationId, uninstallerId: userId };
      invoke(handler, 'onUninstall', [new NativeObject(present(libraryClass('UninstallContext')), data)]);
    }
  }
});
