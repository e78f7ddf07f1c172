import { declare, libraryClass } from '../types/library.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import { NativeObject } from '../runtime/values/objects.ts';
import { beanAccessors, beanFields, newBean } from './bean.ts';

declare({
  name: 'FeatureManagement',
  statics: {
    'Boolean checkPermission(String name)': (name: string) =>
      current().org.rights(current().userId).customPermission(present(name))
  }
});

type Version = NativeObject<{ parts: number[] }>;

const version = (...parts: number[]): Version => new NativeObject(present(libraryClass('Version')), { parts });

declare({
  name: 'Version',
  constructors: {
    '(Integer major, Integer minor)': (major: number, minor: number) => version(major, minor),
    '(Integer major, Integer minor, Integer patch)': (major: number, minor: number, patch: number) =>
      version(major, minor, patch)
  },
  methods: {
    'Integer major()': (self: Version) => self.data.parts[0] ?? null,
    'Integer minor()': (self: Version) => self.data.parts[1] ?? null,
    'Integer patch()': (self: Version) => self.data.parts[2] ?? null,
    'Integer compareTo(Version other)': (self: Version, other: Version) => {
      const index = [0, 1, 2].find((one) => (self.data.parts[one] ?? 0) !== (present(other).data.parts[one] ?? 0));
      return index === undefined ? 0 : Math.sign((self.data.parts[index] ?? 0) - (other.data.parts[index] ?? 0));
    }
  }
});

declare({
  name: 'EventBus.ChangeEventHeader',
  constructors: { '()': () => newBean('EventBus.ChangeEventHeader') },
  methods: beanAccessors(
    'List<String> ChangedFields',
    'String ChangeOrigin',
    'String ChangeType',
    'Long CommitNumber',
    'Long CommitTimestamp',
    'String CommitUser',
    'List<String> DiffFields',
    'String EntityName',
    'List<String> NulledFields',
    'List<String> RecordIds',
    'Integer SequenceNumber',
    'String TransactionKey'
  ),
  fields: beanFields(
    'List<String> changedFields',
    'String changeOrigin',
    'String changeType',
    'Long commitNumber',
    'Long commitTimestamp',
    'String commitUser',
    'List<String> diffFields',
    'String entityName',
    'List<String> nulledFields',
    'List<String> recordIds',
    'Integer sequenceNumber',
    'String transactionKey'
  )
});
