import { ABSTRACT, declare } from '../types/library.ts';
import type { ApexList } from '../runtime/values/collections.ts';
import type { NativeObject } from '../runtime/values/objects.ts';
import { beanFields, newBean, type Bean } from './bean.ts';
import { iteratorOf } from './collections.ts';

declare({
  name: 'QueueableContext',
  methods: { 'Id getJobId()': (self: NativeObject<{ id: string }>) => self.data.id }
});
declare({ name: 'Queueable', kind: 'interface', methods: { 'void execute(QueueableContext context)': ABSTRACT } });
declare({ name: 'Finalizer', kind: 'interface', methods: { 'void execute(FinalizerContext context)': ABSTRACT } });
declare({ name: 'ParentJobResult', kind: 'enum', constants: ['SUCCESS', 'UNHANDLED_EXCEPTION'] });
declare({
  name: 'FinalizerContext',
  methods: {
    'Id getAsyncApexJobId()': (self: NativeObject<{ id: string }>) => self.data.id,
    'String getRequestId()': () => 'local-org',
    'ParentJobResult getResult()': (self: NativeObject<{ result: unknown }>) => self.data.result,
    'Exception getException()': (self: NativeObject<{ exception: unknown }>) => self.data.exception
  }
});
declare({
  name: 'AsyncOptions',
  constructors: { '()': () => newBean('AsyncOptions') },
  fields: beanFields(
    'Integer maximumQueueableStackDepth',
    'Integer minimumQueueableDelayInMinutes',
    'QueueableDuplicateSignature duplicateSignature'
  )
});
declare({
  name: 'QueueableDuplicateSignature',
  methods: { 'String toString()': (self: Bean) => String(self.data['text']) }
});
declare({
  name: 'QueueableDuplicateSignature.Builder',
  constructors: { '()': () => newBean('QueueableDuplicateSignature.Builder', { parts: [] }) },
  methods: {
    ...Object.fromEntries(
      ['Id', 'String', 'Integer'].map((type) => [
        `QueueableDuplicateSignature.Builder add${type}(${type} value)`,
        (self: Bean, value: unknown) => {
          (self.data['parts'] as unknown[]).push(value);
          return self;
        }
      ])
    ),
    'QueueableDuplicateSignature build()': (self: Bean) =>
      newBean('QueueableDuplicateSignature', { text: (self.data['parts'] as unknown[]).map(String).join('|') })
  }
});
declare({
  name: 'SchedulableContext',
  methods: { 'Id getTriggerId()': (self: NativeObject<{ id: string }>) => self.data.id }
});
declare({ name: 'Schedulable', kind: 'interface', methods: { 'void execute(SchedulableContext context)': ABSTRACT } });
declare({
  name: 'Callable',
  kind: 'interface',
  methods: { 'Object call(String action, Map<String,Object> arguments)': ABSTRACT }
});
declare({ name: 'Database.AllowsCallouts', kind: 'interface' });
declare({ name: 'Database.Stateful', kind: 'interface' });
declare({ name: 'Database.RaisesPlatformEvents', kind: 'interface' });
declare({
  name: 'Database.BatchableContext',
  methods: {
    'Id getJobId()': (self: NativeObject<{ id: string }>) => self.data.id,
    'Id getChildJobId()': (self: NativeObject<{ childId: string | null }>) => self.data.childId
  }
});
declare({
  name: 'Database.QueryLocator',
  methods: {
    'String getQuery()': (self: NativeObject<{ text: string }>) => self.data.text,
    'Iterator<SObject> iterator()': (self: NativeObject<{ rows: ApexList }>) => iteratorOf(self.data.rows)
  }
});
declare({
  name: 'Database.Batchable',
  typeParameters: ['T'],
  kind: 'interface',
  methods: {
    'Object start(Database.BatchableContext context)': ABSTRACT,
    'void execute(Database.BatchableContext context, List<T> scope)': ABSTRACT,
    'void finish(Database.BatchableContext context)': ABSTRACT
  }
});
